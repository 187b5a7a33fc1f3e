"""The waiting list, for oneself: asking to be told, taking the place that is held, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from club.bookings.day_refusals import PlacesLeft
from club.bookings.models import WaitingEntry
from club.bookings.refusals import BookingRefused
from club.bookings.steps_query import read_wanted
from club.bookings.steps_views import what_follows
from club.bookings.waiting_forms import WaitingForm
from club.bookings.waiting_list import (
    accept_offer,
    join_waiting_list,
    leave_waiting_list,
    rank_of,
)
from club.bookings.wording import french_span
from club.users.visitors import user_of

LIST = "bookings_steps:list"
INCOMPLETE = "Choisissez d’abord un espace et un moment."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The space and the time are in the address; a POST waits for such a place."""
    user: Any = request.user
    wanted = read_wanted(request.GET)
    space, starts_at, ends_at = wanted.space, wanted.starts_at, wanted.ends_at
    if wanted.problem or space is None or starts_at is None or ends_at is None:
        problem = wanted.problem or INCOMPLETE
        return render(request, "bookings/waiting/join.html", {"problem": problem})
    form = WaitingForm(request.POST if request.method == "POST" else None)
    context = {"space": space, "when": french_span(starts_at, ends_at), "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            entry = join_waiting_list(
                space.telecentre,
                kind=space.kind,
                starts_at=starts_at,
                ends_at=ends_at,
                form_token=form.cleaned_data["form_token"],
                user=user,
                within_minutes=form.within_minutes(),
            )
        except BookingRefused as refusal:
            context["problem"] = refusal.message
            context["is_free"] = isinstance(refusal, PlacesLeft)
        else:
            messages.success(request, _joined(rank_of(entry)))
            return redirect(LIST)
    return render(request, "bookings/waiting/join.html", context)


def _joined(rank: int) -> str:
    place = "première personne" if rank == 1 else f"{rank}e personne"
    return (
        f"C’est noté\u202f: vous êtes la {place} à attendre cette place. Si elle se libère, nous "
        "vous écrivons et nous vous la gardons deux heures."
    )


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the place that is held. Sent twice, it is taken once."""
    try:
        booking = accept_offer(_mine(request, pk), by=user_of(request))
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(LIST)
    messages.success(request, what_follows(booking))
    return redirect(booking)


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Wait no more. Sent twice, it is done once."""
    try:
        leave_waiting_list(_mine(request, pk), by=user_of(request))
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "C’est fait\u202f: vous n’attendez plus cette place.")
    return redirect(LIST)


def _mine(request: HttpRequest, pk: int) -> WaitingEntry:
    return get_object_or_404(WaitingEntry, pk=pk, user=request.user)
