"""`/animation/<slug>/`: a centre for those who look after it, its day and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.bookings import decisions
from club.bookings.animation import DAY, answer_to, panel_of, requests_of, sheet_of
from club.bookings.animation_forms import RefusalForm
from club.bookings.day_board import board_of
from club.bookings.models import Booking, BookingEvent
from club.bookings.refusals import BookingRefused, ReasonMissing
from club.bookings.walk_in_forms import WalkInForm
from club.bookings.walk_ins import spaces_of
from club.telecentres.french import french_time
from club.telecentres.models import Telecentre
from club.telecentres.perms import telecentres_of
from club.users.visitors import user_of

FARTHEST = timedelta(days=800)  # from today, both ways
View = Callable[..., HttpResponse]
Kind = BookingEvent.Kind


def for_animateurs(view: View) -> View:
    """Give the view its centre; to others than those who look after it, there is none."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated:
            is_page = request.method in ("GET", "HEAD")
            return redirect_to_login(
                request.get_full_path() if is_page else reverse("animation:day", args=[slug])
            )
        mine = telecentres_of(user).select_related("commune")
        return view(request, get_object_or_404(mine, slug=slug), **kwargs)

    return guarded


@require_safe
def centre_list(request: HttpRequest) -> HttpResponse:
    """The centres of this account; who has but one goes there at once."""
    user: Any = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    panel = panel_of(user)
    if panel is None:
        raise Http404
    if len(panel["centres"]) == 1:
        return redirect("animation:day", panel["centres"][0].slug)
    return render(request, "bookings/animation/list.html", {"panel": panel})


@for_animateurs
@require_safe
def day_sheet(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """Who comes that day, what waits for an answer, the days after."""
    day = day_asked(request)
    sheet = sheet_of(centre, day)
    today = timezone.localdate()
    names = {today: "Aujourd’hui", today - DAY: "Hier", today + DAY: "Demain"}
    context = {
        "centre": centre,
        "sheet": sheet,
        "requests": request_lines(centre),
        "day_name": names.get(day, ""),
        "today": today,
        "previous": day - DAY,
        "next": day + DAY,
        "back_to": "jour",
        "is_noted": day <= today,
        "board": board_of(centre, day),
    }
    if day == today and not sheet.hours.is_closed:
        taken = {visit.booking.space_id for visit in sheet.visits if visit.is_now}
        context["walk_in_form"] = WalkInForm(spaces=spaces_of(centre), taken=taken)
    return render(request, "bookings/animation/day.html", context)


@for_animateurs
@require_safe
def request_list(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """Every request that waits, and nothing else."""
    context = {"centre": centre, "requests": request_lines(centre), "back_to": "demandes"}
    return render(request, "bookings/animation/requests.html", context)


@for_animateurs
@require_POST
def approve_request(request: HttpRequest, centre: Telecentre, *, reference: str) -> HttpResponse:
    booking = _booking_of(centre, reference)
    with suppress(BookingRefused):  # told below, from what happened meanwhile
        decisions.approve(booking, by=user_of(request))
    tell_answer(request, booking, wanted=Kind.APPROVED)
    return _back(request, centre)


@for_animateurs
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_request(request: HttpRequest, centre: Telecentre, *, reference: str) -> HttpResponse:
    """The form stands under each request too: this page is where its errors are shown."""
    booking = _booking_of(centre, reference)
    form = RefusalForm(request.POST if request.method == "POST" else None, booking=booking)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            decisions.refuse(booking, by=user_of(request), reason=reason)
        except ReasonMissing as refusal:
            form.add_error("reason", refusal.message)
        except BookingRefused:
            pass  # as above
        if not form.errors:
            tell_answer(request, booking, wanted=Kind.REFUSED)
            return _back(request, centre)
    back_to = request.POST.get("back_to", "demandes")
    context = {"centre": centre, "booking": booking, "form": form, "back_to": back_to}
    return render(request, "bookings/animation/refuse.html", context)


def request_lines(centre: Telecentre) -> list[dict[str, Any]]:
    return [
        {"booking": booking, "form": RefusalForm(booking=booking)}
        for booking in requests_of([centre])
    ]


def day_asked(request: HttpRequest) -> date:
    """The day of `?date=`; today when it says nothing that one can show."""
    today = timezone.localdate()
    try:
        day = parse_date(request.GET.get("date", ""))
    except ValueError:  # a 31 February
        return today
    return day if day and abs(day - today) <= FARTHEST else today


def tell_answer(request: HttpRequest, booking: Booking, *, wanted: str) -> None:
    """Say what became of a request: one's own answer, or that of whoever was quicker."""
    answer = answer_to(booking)
    if answer is not None and answer.kind == wanted and answer.actor_id == request.user.pk:
        messages.success(request, DONE[Kind(wanted)].format(booking.person or "cet espace"))
        return
    messages.warning(request, _what_happened(booking, answer))


DONE = {
    Kind.APPROVED: "La demande de {} est acceptée\u202f: la réponse part par courriel.",
    Kind.REFUSED: "La demande de {} est refusée\u202f: la réponse part par courriel.",
    Kind.CANCELLED: "La réservation de {} est annulée\u202f: le créneau est de nouveau libre.",
}


def _what_happened(booking: Booking, answer: BookingEvent | None) -> str:
    if answer is None:
        return "Ce n’est plus possible\u202f: cette réservation n’attend pas de réponse."
    clock = french_time(timezone.localtime(answer.at).time())
    if answer.kind == Kind.CANCELLED and answer.actor_id in (None, booking.user_id):
        who = booking.person
        return f"{who} a annulé à {clock}\u202f: il n’y a plus rien à décider."
    verb = {Kind.APPROVED: "accepté", Kind.REFUSED: "refusé"}.get(Kind(answer.kind), "annulé")
    who = str(answer.actor) if answer.actor else "Quelqu’un"
    return f"{who} a déjà {verb} à {clock}\u202f: votre réponse n’a rien changé."


def _booking_of(centre: Telecentre, reference: str) -> Booking:
    found: Any = Booking.objects.for_cards().at(centre)
    booking: Booking = get_object_or_404(found, reference=reference)
    return booking


def _back(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """To the page where the button was."""
    is_queue = request.POST.get("back_to") == "demandes"
    return redirect("animation:requests" if is_queue else "animation:day", centre.slug)
