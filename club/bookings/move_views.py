"""Moving a booking: the same first step, then a look at what changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from club.bookings.changes import check_stands, move
from club.bookings.choosing import check_move
from club.bookings.mine import summary_of
from club.bookings.mine_views import booking_of
from club.bookings.models import Booking
from club.bookings.perms import may_run
from club.bookings.planning import rules_of
from club.bookings.refusals import AlreadyOver, BookingRefused, FormReused, NoLongerStands
from club.bookings.steps_forms import TokenForm
from club.bookings.steps_pages import where_step
from club.bookings.steps_query import Wanted, address, read_wanted
from club.bookings.wording import french_when
from club.telecentres.hours import DayHours
from club.telecentres.models import Space
from club.users.visitors import user_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_booking(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose another place or time, look at it, confirm it by a POST to the same address."""
    booking = booking_of(request, reference)
    wanted = read_wanted(request.GET, booking=booking)
    is_full = wanted.space and wanted.starts_at and wanted.ends_at and not wanted.problem
    if request.method == "POST" and is_full:
        return _move(request, booking, wanted)
    grant = None
    try:
        check_stands(booking)
        if is_full:
            grant = check_move(
                booking,
                wanted.space,  # type: ignore[arg-type]
                starts_at=wanted.starts_at,  # type: ignore[arg-type]
                ends_at=wanted.ends_at,  # type: ignore[arg-type]
                by=user_of(request),
            )
    except (NoLongerStands, AlreadyOver) as refusal:
        messages.error(request, refusal.message)
        return redirect(booking)
    except BookingRefused as refusal:
        return _where(request, booking, wanted, refusal)
    if grant is None:
        return _where(request, booking, wanted)
    return _check(request, booking, wanted, hours=grant.hours)


def _move(request: HttpRequest, booking: Booking, wanted: Wanted) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _check(request, booking, wanted, FormReused())
    try:
        moved = move(
            booking,
            space=wanted.space,  # type: ignore[arg-type]
            starts_at=wanted.starts_at,  # type: ignore[arg-type]
            ends_at=wanted.ends_at,  # type: ignore[arg-type]
            by=user_of(request),
            form_token=form.cleaned_data["form_token"],
        )
    except (NoLongerStands, AlreadyOver) as refusal:
        messages.error(request, refusal.message)
        return redirect(booking)
    except FormReused as refusal:
        return _check(request, booking, wanted, refusal)
    except BookingRefused as refusal:
        return _where(request, booking, wanted, refusal)
    messages.success(request, _what_follows(moved, is_own=moved.user_id == request.user.pk))
    return redirect(moved)


def _what_follows(booking: Booking, *, is_own: bool) -> str:
    if booking.state == Booking.State.PENDING:
        return (
            "La demande est envoyée\u202f: l’animateur doit donner son accord. D’ici là, cet "
            "espace est gardé."
        )
    if is_own:
        return "C’est déplacé. Vous recevrez un courriel qui met votre agenda à jour."
    return "C’est déplacé. La personne en est prévenue."


def _where(
    request: HttpRequest,
    booking: Booking,
    wanted: Wanted,
    refusal: BookingRefused | None = None,
) -> HttpResponse:
    user: Any = request.user
    page = where_step(user, wanted, _base(booking), refusal=refusal, booking=booking)
    page |= {"booking": booking, "was": french_when(booking)}
    return render(request, "bookings/mine/move_where.html", page)


def _check(
    request: HttpRequest,
    booking: Booking,
    wanted: Wanted,
    refusal: BookingRefused | None = None,
    *,
    hours: DayHours | None = None,
) -> HttpResponse:
    space: Any = wanted.space
    becomes_confidential = space.kind == Space.Kind.TELEMEDICINE and bool(booking.title)
    page = {
        **summary_of(space, wanted.starts_at, wanted.ends_at, hours),  # type: ignore[arg-type]
        "booking": booking,
        "was": french_when(booking),
        "form": TokenForm(),
        "problem": refusal.message if refusal else "",
        "loses_title": becomes_confidential,
        "needs_approval": rules_of([space])[space.pk].needs_approval
        and not may_run(request.user, space.telecentre),
        "where_url": address(_base(booking), space=space, starts_at=wanted.starts_at),
    }
    return render(request, "bookings/mine/move_check.html", page)


def _base(booking: Booking) -> str:
    return reverse("bookings_steps:move", args=[booking.reference])
