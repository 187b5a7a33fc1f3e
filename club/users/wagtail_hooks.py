"""Guards of the back office that Wagtail and modeladmin lack."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import HistoryView

from club.users.models import User


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def only_superusers_touch_superusers(request: HttpRequest, user: User) -> None:
    """Whoever may edit accounts could else give a superuser's account a password of their own."""
    if user.is_superuser and not request.user.is_superuser:  # type: ignore[union-attr]
        raise PermissionDenied("Only a superuser edits the account of a superuser.")


class GuardedHistoryView(HistoryView):
    """The history of a row, for those who may edit it: modeladmin shows it to everyone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permission_helper.user_can_edit_obj(request.user, self.instance):
            raise PermissionDenied("The history of a row is for those who may edit it.")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


ModelAdmin.history_view_class = GuardedHistoryView
