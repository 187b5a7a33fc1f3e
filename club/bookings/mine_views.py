"""« Mes réservations »: the list, one booking, its calendar file, its cancellation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from club.bookings import mine
from club.bookings.calendars import calendar_of, own_label, team_label
from club.bookings.changes import cancel, check_stands
from club.bookings.living import living_of, living_of_booking
from club.bookings.models import Booking
from club.bookings.perms import may_change
from club.bookings.refusals import BookingRefused
from club.bookings.steps_forms import ReasonForm
from club.bookings.wording import french_when

BEHIND_A_PAGE = 20
MAX_PAGE_DIGITS = 6


@login_required
@require_safe
def booking_list(request: HttpRequest) -> HttpResponse:
    """To come, waiting, and the others by pages."""
    user: Any = request.user
    now = timezone.now()
    standing = mine.lines_of(mine.coming(user, now), now=now, with_way_in=True)
    number = request.GET.get("page", "1")
    page = Paginator(mine.behind(user, now), BEHIND_A_PAGE).get_page(
        number if len(number) <= MAX_PAGE_DIGITS else "1"
    )
    waits = Booking.State.PENDING
    living = living_of(user)
    offered = {one["booking"].pk for one in living["waiting_entries"] if one["booking"]}
    standing = [line for line in standing if line.booking.pk not in offered]
    context = {
        "coming": [line for line in standing if line.booking.state != waits],
        "waiting": [line for line in standing if line.booking.state == waits],
        "behind": mine.lines_of(page.object_list, now=now),
        "page_number": page.number,
        **living,
        "paginator_links": _links(page),
    }
    return render(request, "bookings/mine/list.html", context)


@login_required
@require_safe
def booking_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One booking: when, where, how to get in, what happened to it, what can be done."""
    user: Any = request.user
    booking = booking_of(request, reference)
    now = timezone.now()
    context = {
        "line": mine.lines_of([booking], now=now, with_way_in=True)[0],
        "history": mine.history_of(booking, reader=user),
        "is_own": booking.user_id == user.pk,
        **living_of_booking(booking, reader=user),
    }
    return render(request, "bookings/mine/detail.html", context)


@login_required
@require_safe
def booking_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The booking as a file for a calendar."""
    booking = booking_of(request, reference)
    label = own_label if booking.user_id == request.user.pk else team_label
    content = calendar_of([booking], label=label)
    name = f"reservation-{booking.reference}.ics"
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_booking(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what is lost, then give the place back. Sent twice, it is done once."""
    user: Any = request.user
    booking = booking_of(request, reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            cancel(booking, by=user, reason=form.cleaned_data["reason"])
            told = "C’est annulé\u202f: la place est libre pour quelqu’un d’autre."
            if booking.user_id == user.pk:
                told += " Vous recevrez un courriel qui met votre agenda à jour."
            messages.success(request, told)
            return redirect(booking)
        check_stands(booking)
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(booking)
    context = {"booking": booking, "when": french_when(booking), "form": form}
    return render(request, "bookings/mine/cancel.html", context)


def booking_of(request: HttpRequest, reference: str) -> Booking:
    """A booking that this account may change; anyone else's does not exist."""
    found: Booking | None = Booking.objects.for_cards().filter(reference=reference).first()
    if found is None or not may_change(request.user, found):
        raise Http404
    if found.user_id == request.user.pk:
        found.user = request.user  # type: ignore[assignment]  # the one whose rights were read
    return found


def _links(page: Page) -> list[dict[str, Any]]:
    base = reverse("bookings_steps:list")
    return [
        {
            "label": str(number),
            "url": None if number == Paginator.ELLIPSIS else f"{base}?page={number}#passees",
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]
