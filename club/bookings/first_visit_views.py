"""`/telecentres/<slug>/venir/`: a first visit asked for without an account. Never cached."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from club.bookings.first_visit_days import visit_half_days, visits_elsewhere
from club.bookings.first_visit_forms import FirstVisitForm
from club.bookings.first_visit_links import alternative_links
from club.bookings.first_visits import HELD_FOR, ask_first_visit
from club.bookings.models import Booking
from club.bookings.refusals import AlreadyAsked, BookingRefused, SpaceTaken, in_french
from club.bookings.retention import GUESTS_KEPT
from club.notifications.links import NextStep
from club.telecentres.models import Telecentre
from club.users.guarded_views import GuardedFormView

DATA_NOTE = (
    "Ces renseignements servent à préparer votre visite et à vous proposer ensuite d’adhérer. "
    f"Ils sont effacés {in_french(GUESTS_KEPT)} après."
)


class CentreMixin:
    """The centre in service that the address names."""

    kwargs: dict[str, Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        centres = Telecentre.objects.active().select_related("commune")
        self.telecentre = get_object_or_404(centres, slug=kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        centre = self.telecentre
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            telecentre=centre,
            centre_url=f"/telecentres/{centre.slug}/",
            breadcrumbs=[
                {"title": "Télécentres", "url": "/telecentres/"},
                {"title": centre.name, "url": f"/telecentres/{centre.slug}/"},
            ],
            held_for=in_french(HELD_FOR),
            **kwargs,
        )


class FirstVisit(CentreMixin, GuardedFormView):
    """The form; a friendly page when no desk is free in the two weeks to come."""

    model = Booking
    form_class = FirstVisitForm
    limit = "first_visit"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.half_days = visit_half_days(self.telecentre)

    def get_template_names(self) -> list[str]:
        is_free = any(one.free for one in self.half_days)
        return [f"bookings/first_visit/{'form' if is_free else 'nothing'}.html"]

    def purpose(self) -> str:
        return f"first_visit:{self.telecentre.pk}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "half_days": self.half_days}

    def get_initial(self) -> dict[str, Any]:
        initial = {**super().get_initial(), "half_day": self.request.GET.get("creneau", "")}
        if self.request.user.is_authenticated:
            initial |= {"name": self.request.user.public_name, "email": self.request.user.email}
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        address = self.request.build_absolute_uri(self.request.path)
        context["data_note"] = DATA_NOTE
        context["metadata"] = {"canonical": address, "card": [], "data": ""}
        if not any(one.free for one in self.half_days):
            context["elsewhere"] = visits_elsewhere(self.telecentre)
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except BookingRefused as refusal:
            return self._refused(refusal)

    def save(self, form: FirstVisitForm, form_token: str) -> Booking | None:
        """Nothing when the address waits for a confirmation already: nobody learns that it does,
        and the mail it has still serves."""
        asked = form.cleaned_data
        try:
            return ask_first_visit(
                self.telecentre,
                starts_at=asked["half_day"].slot.starts_at,
                ends_at=asked["half_day"].slot.ends_at,
                name=asked["name"],
                email=asked["email"],
                phone=asked["phone"],
                form_token=form_token,
            )
        except AlreadyAsked:
            return None

    def done_url(self, row: Booking | None) -> str:
        return reverse("first_visits:done", args=[self.telecentre.slug])

    def _refused(self, refusal: BookingRefused) -> HttpResponse:
        """The form as it was sent, with what is free now and what is free nearby."""
        form = self.get_form()
        self.half_days = visit_half_days(self.telecentre)
        form.is_valid()
        form.add_error("half_day" if isinstance(refusal, SpaceTaken) else None, refusal.message)
        form.show_half_days(self.half_days)
        context = self.get_context_data(form=form, alternatives=self._elsewhere(refusal))
        response = self.render_to_response(context)
        response.status_code = 409
        return response

    def _elsewhere(self, refusal: BookingRefused) -> list[NextStep]:
        """The other centres that are free at that time; those of this one are in the form."""
        if not isinstance(refusal, SpaceTaken):
            return []
        here = self.telecentre
        found = [one for one in refusal.alternatives if one.space.telecentre_id != here.pk]
        return alternative_links(found, asked_at=here)


@method_decorator(never_cache, name="dispatch")
class FirstVisitDone(CentreMixin, TemplateView):
    """« Regardez votre boîte »: the same page for every address."""

    template_name = "bookings/first_visit/done.html"
    http_method_names = ["get", "head"]
