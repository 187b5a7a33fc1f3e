"""Who came today, noted in one click, and those who came without a booking."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from club.bookings import check_in
from club.bookings.animation import find_people
from club.bookings.animation_views import for_animateurs
from club.bookings.models import Attendance, Booking, Half
from club.bookings.presences import line_of
from club.bookings.refusals import BookingRefused
from club.bookings.walk_in_forms import MAX_NAME, WalkInForm
from club.bookings.walk_ins import spaces_of, taken_now
from club.members.models import Member
from club.telecentres.models import Telecentre
from club.users.visitors import user_of

MARKS = {"arrive": check_in.mark_present, "absent": check_in.mark_absent}
FORGET = "oublier"


@for_animateurs
@require_POST
def note_presence(request: HttpRequest, centre: Telecentre, *, reference: str) -> HttpResponse:
    """« Arrivé », « Absent », or neither after all; twice is once."""
    found: Any = Booking.objects.for_cards().at(centre)
    booking: Booking = get_object_or_404(found, reference=reference)
    day, half = _day_of(request), request.POST.get("half", "")
    mark = request.POST.get("mark", "")
    if day is not None and half in Half.values:
        try:
            _note(booking, mark, by=request.user, day=day, half=half)
        except BookingRefused as refusal:
            messages.warning(request, f"{booking.person}\u202f: {refusal.message}")
    url = reverse("animation:day", args=[centre.slug])
    return redirect(f"{url}?date={day or timezone.localdate()}#r-{booking.reference}")


@for_animateurs
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """Note someone who is there without a booking: a real one is made for the slot that runs."""
    people: list[Member] = []
    if request.method == "POST":
        user: Any = request.user
        name = request.POST.get("name", "")[:MAX_NAME].strip()
        people = find_people(name, by=user, telecentre=centre) if name else []
    form = WalkInForm(
        request.POST if request.method == "POST" else None,
        spaces=spaces_of(centre),
        taken=taken_now(centre),
        people=people,
    )
    if request.method == "POST" and form.is_valid():
        line = _record(request, form, people)
        if line is not None:
            messages.success(request, _noted(line))
            return redirect("animation:day", centre.slug)
    context = {"centre": centre, "form": form}
    return render(request, "bookings/day/walk_in.html", context)


def _note(booking: Booking, mark: str, *, by: Any, day: date, half: str) -> None:
    if mark == FORGET:
        line = line_of(booking, day=day, half=half)
        if line is not None:
            check_in.undo(line, by=by)
    elif mark in MARKS:
        MARKS[mark](booking, by=by, day=day, half=half)


def _record(request: HttpRequest, form: WalkInForm, people: list[Member]) -> Attendance | None:
    told = form.cleaned_data
    try:
        return check_in.record_walk_in(
            told["space"],
            by=user_of(request),
            form_token=told["form_token"],
            **form.person(people),
        )
    except BookingRefused as refusal:
        form.add_error(None, refusal.message)
        return None


def _noted(line: Attendance) -> str:
    booking = line.booking
    told = f"{booking.person} est là, {booking.space.name}\u202f: présence notée."
    if not booking.user_id and not booking.guest_email:
        return f"{told} Aucun courriel ne part."
    return told


def _day_of(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.POST.get("day", ""))
    except ValueError:  # a 31 February
        return None
