"""After a closure: taking the place proposed, or one's own back when the centre reopens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from club.bookings.closures import move_to_alternative, take_back
from club.bookings.models import Booking, ClosureRepair
from club.bookings.perms import may_change
from club.bookings.refusals import BookingRefused
from club.bookings.steps_views import what_follows


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the place proposed. Sent twice, it is done once."""
    return _do(request, pk, move_to_alternative)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The place as it was before the closure. Sent twice, it is done once."""
    return _do(request, pk, take_back)


def _do(request: HttpRequest, pk: int, act: Callable[..., Booking]) -> HttpResponse:
    user: Any = request.user
    rows = ClosureRepair.objects.select_related("booking__space__telecentre", "booking__user")
    repair = rows.filter(pk=pk).first()
    if repair is None or not may_change(user, repair.booking):
        raise Http404
    try:
        booking = act(repair, by=user)
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(repair.booking)
    messages.success(request, what_follows(booking))
    return redirect(booking)
