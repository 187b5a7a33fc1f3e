"""The day one comes: the QR code of the desk, the code of the day, « J’arrive », « Je libère »."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from club.bookings import mine
from club.bookings.arrival_forms import CodeForm
from club.bookings.check_in import check_in_at_desk, check_in_by_code, due_at_desk
from club.bookings.models import Attendance, Booking
from club.bookings.no_shows import release_place, say_coming
from club.bookings.presence import presence_of
from club.bookings.refusals import BookingRefused
from club.telecentres.hours import local_day

NOTED = "Bienvenue\u202f! Votre arrivée est notée."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def at_desk(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code of a desk leads to: the booking that begins there, then a POST notes it."""
    user: Any = request.user
    try:
        if request.method == "POST":
            check_in_at_desk(token, user=user)
            messages.success(request, NOTED)
            return redirect("arrival:today")
        booking = due_at_desk(token, user=user)
    except BookingRefused as refusal:
        context: dict[str, Any] = {"problem": refusal.message}
    else:
        now = timezone.now()
        line = mine.lines_of([booking], now=now)[0]
        context = {"line": line, "presence": presence_of(booking, now)}
    return render(request, "bookings/arrival/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """The bookings of the day; a POST sends the code shown at the entrance."""
    user: Any = request.user
    now = timezone.now()
    found = _of_today(user)
    centres = {one.space.telecentre_id: one.space.telecentre for one in found}
    form = CodeForm(
        request.POST if request.method == "POST" else None,
        centres={pk: centre.name for pk, centre in centres.items()},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            check_in_by_code(centres[told["telecentre"]], told["code"], user=user)
        except BookingRefused as refusal:
            form.add_error("code", refusal.message)
        else:
            messages.success(request, NOTED)
            return redirect("arrival:today")
    days = [(line, presence_of(line.booking, now)) for line in mine.lines_of(found, now=now)]
    context = {
        "days": days,
        "form": form,
        "is_expected": any(not (known and known["is_present"]) for _line, known in days),
    }
    return render(request, "bookings/arrival/today.html", context)


def _of_today(user: Any) -> list[Booking]:
    now = timezone.now()
    coming = mine.coming(user, now).filter(state=Booking.State.APPROVED)
    today = local_day(now)
    return [one for one in coming[:20] if local_day(one.starts_at) <= today]


@login_required
@require_POST
def coming(request: HttpRequest, pk: int) -> HttpResponse:
    """« J’arrive »: the place is kept."""
    return _answer(
        request, pk, say_coming, "Merci\u202f: votre place vous attend. Bonne route\u202f!"
    )


@login_required
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """« Je libère »: the rest of the half-day is free again."""
    return _answer(
        request, pk, release_place, "Merci\u202f: votre place est libre pour quelqu’un d’autre."
    )


def _answer(
    request: HttpRequest, pk: int, act: Callable[[Attendance], Attendance], told: str
) -> HttpResponse:
    rows = Attendance.objects.select_related("booking__user", "booking__space__telecentre")
    line = get_object_or_404(rows, pk=pk, booking__user=request.user)
    try:
        act(line)
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, told)
    return redirect(line.booking)
