"""Back office of the bookings and of their rules. `club.dashboard` puts these in the menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from laces.components import Component
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.views import IndexView, InspectView

from club.bookings import back_office_views
from club.bookings.animation import requests_of
from club.bookings.models import Booking, BookingRules
from club.bookings.perms import bookings_run_by
from club.bookings.wording import french_when
from club.members.adhesion_hooks import ChoiceFilter
from club.telecentres.exports import SafeExport
from club.telecentres.hours import instant
from club.telecentres.models import Space
from club.telecentres.perms import telecentres_of
from club.telecentres.wagtail_hooks import (
    NumberedUrlHelper,
    OwnCentresAdmin,
    OwnCentresPermissionHelper,
)
from club.users.wagtail_hooks import ReadOnlyAdmin, ReadOnlyPermissionHelper

REQUESTS_SHOWN = 8  # on the home page
SLOTS = {
    Space.Granularity.HALF_DAY: "demi-journées",
    Space.Granularity.HALF_HOUR: "demi-heures",
    Space.Granularity.NIGHT: "nuits",
}


class BookingPermissionHelper(ReadOnlyPermissionHelper):
    """A booking is never deleted: it is cancelled."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class BookingButtons(ButtonHelper):
    """« Lire » and what a request waits for in the list; on the page of a booking, every step."""

    def get_buttons_for_obj(
        self, obj: Booking, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        is_list = "inspect" not in (exclude or ())
        steps = [
            self._link(step.label, reverse(step.name, args=[obj.pk]), obj)
            for step in back_office_views.steps_for(self.request.user, obj)
            if step.is_answer or not is_list
        ]
        if not is_list:
            return steps
        url = reverse(back_office_views.BOOKING_PAGE, args=[obj.pk])
        return [*steps, self._link("Lire", url, obj, "button-secondary")]

    def _link(self, label: str, url: str, obj: Booking, *css: str) -> dict[str, Any]:
        return {
            "label": label,
            "url": url,
            "title": f"{label}\u202f: {obj}",
            "classname": self.finalise_classname(["button-small", *css]),
        }


class DayFilter(ChoiceFilter):
    title = "jour"
    parameter_name = "jour"

    def choices_by_value(self) -> dict[str, tuple[str, Q]]:
        now = timezone.now()
        today = timezone.localdate()
        return {
            "aujourdhui": ("aujourd’hui", _between(today, 0, 1)),
            "demain": ("demain", _between(today, 1, 2)),
            "semaine": ("dans les 7 jours", _between(today, 0, 7)),
            "a-venir": ("à venir", Q(ends_at__gt=now)),
            "passees": ("passées", Q(ends_at__lte=now)),
        }


def _between(today: Any, first: int, end: int) -> Q:
    def midnight(offset: int) -> datetime:
        return instant(today + timedelta(days=offset), time())

    return Q(starts_at__lt=midnight(end), ends_at__gt=midnight(first))


class BookingsView(SafeExport, IndexView):
    """A list whose exports are safe to open."""


class BookingView(InspectView):
    """The whole of a booking, its history, and what can be done with it."""

    page_title = "Réservation"

    def get_meta_title(self) -> str:
        return f"Réservation {self.instance}"

    def get_fields_dict(self) -> list[dict[str, Any]]:
        return []  # the template names them

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = self.instance.events.select_related("actor", "was_space")
        return super().get_context_data(events=events, **kwargs)


def _column(label: str, order: str = "") -> Callable[[Any], Any]:
    def mark(method: Any) -> Any:
        method.short_description = label
        method.admin_order_field = order or None
        return method

    return mark


class BookingAdmin(ReadOnlyAdmin):
    """Those of the centres of who looks. The address and telephone of guests stay on their page."""

    model = Booking
    base_url_path = "reservations"
    menu_label = "Réservations"
    menu_icon = "date"
    permission_helper_class = BookingPermissionHelper
    button_helper_class = BookingButtons
    index_view_class = BookingsView
    inspect_view_class = BookingView
    inspect_template_name = "bookings/back_office/booking.html"
    list_display = ("when", "place", "centre", "who", "state", "kind")
    list_filter = (DayFilter, "state", "kind", "space__telecentre")
    list_select_related = ("space__telecentre", "user", "booked_by")
    search_fields = ("reference", "user__public_name", "guest_name")
    ordering = ("-starts_at",)
    list_export = (
        "reference",
        "starts_at",
        "ends_at",
        "place",
        "centre",
        "who",
        "state",
        "kind",
        "title",
    )
    export_filename = "reservations"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mine = bookings_run_by(request.user)  # type: ignore[arg-type]
        return mine.select_related(*self.list_select_related).order_by(*self.ordering)

    @_column("quand", "starts_at")
    def when(self, obj: Booking) -> str:
        return french_when(obj)

    @_column("espace", "space__name")
    def place(self, obj: Booking) -> str:
        return obj.space.name

    @_column("télécentre", "space__telecentre__short_name")
    def centre(self, obj: Booking) -> str:
        return obj.space.telecentre.short_name

    @_column("personne", "user__public_name")
    def who(self, obj: Booking) -> str:
        return obj.person or "—"


class RulesPermissionHelper(OwnCentresPermissionHelper):
    path = "space__telecentre_id"


class RulesAdmin(OwnCentresAdmin):
    """What may be booked of a space, by whom; a space without a row follows what is usual."""

    model = BookingRules
    base_url_path = "regles-de-reservation"
    menu_label = "Règles de réservation"
    menu_icon = "clipboard-list"
    permission_helper_class = RulesPermissionHelper
    url_helper_class = NumberedUrlHelper
    centre_path = "space__telecentre"
    list_display = ("place", "centre", "who", "approval", "length", "ahead")
    list_filter = ("needs_approval", "who", "space__kind", "space__telecentre")
    list_select_related = ("space__telecentre",)
    search_fields = ("space__name", "space__telecentre__name")
    list_export = (
        "place",
        "centre",
        "who",
        "needs_approval",
        "min_slots",
        "max_slots",
        "notice_minutes",
        "horizon_days",
        "max_at_once",
        "opens",
        "closes",
    )
    export_filename = "regles-de-reservation"
    panels = (
        FieldPanel("space"),
        MultiFieldPanel(
            [FieldPanel("who"), FieldPanel("needs_approval"), FieldPanel("max_at_once")],
            heading="Qui",
        ),
        MultiFieldPanel(
            [
                FieldPanel("min_slots"),
                FieldPanel("max_slots"),
                FieldPanel("opens"),
                FieldPanel("closes"),
            ],
            heading="Combien de temps, à quelles heures",
        ),
        MultiFieldPanel(
            [FieldPanel("notice_minutes"), FieldPanel("horizon_days")],
            heading="Combien de temps à l’avance",
        ),
    )

    @_column("télécentre", "space__telecentre__short_name")
    def centre(self, obj: BookingRules) -> str:
        return obj.space.telecentre.short_name

    @_column("espace", "space__name")
    def place(self, obj: BookingRules) -> str:
        return obj.space.name

    @_column("accord", "needs_approval")
    def approval(self, obj: BookingRules) -> str:
        return "demandé" if obj.needs_approval else "non"

    @_column("durée", "max_slots")
    def length(self, obj: BookingRules) -> str:
        return (
            f"{obj.min_slots} à {obj.max_slots} {SLOTS[Space.Granularity(obj.space.granularity)]}"
        )

    @_column("à l’avance", "horizon_days")
    def ahead(self, obj: BookingRules) -> str:
        return f"{obj.horizon_days} jours au plus"


class RequestsPanel(Component):
    """« Réservations à valider »: the requests of the centres of this person."""

    order = 44
    template_name = "bookings/back_office/requests_panel.html"

    def __init__(self, requests: list[Booking], count: int) -> None:
        self.requests = requests
        self.count = count

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        url = f"{reverse('reservations_modeladmin_index')}?state__exact=pending&jour=a-venir"
        return {"requests": self.requests, "count": self.count, "url": url}


@hooks.register("construct_homepage_panels")
def add_requests(request: HttpRequest, panels: list[Any]) -> None:
    """Two queries more where something waits."""
    user: Any = request.user
    if not user.has_perm(back_office_views.DECIDE):
        return
    waiting = requests_of(telecentres_of(user))
    shown = list(waiting[:REQUESTS_SHOWN])
    if shown:
        panels.append(RequestsPanel(shown, waiting.count()))


@hooks.register("register_admin_urls")
def decision_urls() -> list[Any]:
    return back_office_views.urlpatterns


BOOKING_ADMINS = (BookingAdmin, RulesAdmin)
