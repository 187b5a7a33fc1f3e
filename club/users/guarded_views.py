"""The page of a guarded form (see `club.users.antispam`). Never cached."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from club.users.antispam import RETRY_SECONDS, TOO_MANY, GuardedForm, is_within_limit


@method_decorator(never_cache, name="dispatch")
class GuardedFormView(FormView):
    """Show a form with a fresh token; write once for each token, whatever is sent again."""

    model: type[Model]
    limit = ""  # the action of settings.ACCOUNT_RATE_LIMITS that a sending counts for
    http_method_names = ["get", "head", "post"]

    def purpose(self) -> str:
        """What the token is for."""
        raise NotImplementedError

    def save(self, form: GuardedForm, form_token: str) -> Model:
        """Write the row."""
        raise NotImplementedError

    def done_url(self, row: Any) -> str:
        """The page that says what happens next."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "purpose": self.purpose()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        token = form.sent_token
        if token is not None:
            standing = self.model._default_manager.filter(form_token=token.key).first()
            if standing is not None:
                return HttpResponseRedirect(self.done_url(standing))
        if not form.is_valid() or token is None:
            return self.form_invalid(form)
        if not is_within_limit(request, self.limit):
            form.add_error(None, TOO_MANY)
            response = self.form_invalid(form)
            response.status_code = 429
            response["Retry-After"] = str(RETRY_SECONDS)
            return response
        return HttpResponseRedirect(self.done_url(self.save(form, token.key)))
