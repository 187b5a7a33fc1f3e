"""The pages of the back office by which bookings are decided on: a form each, and a POST."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from club.bookings.animation_views import tell_answer
from club.bookings.changes import cancel
from club.bookings.claims import MAX_REASON
from club.bookings.decisions import approve, refuse
from club.bookings.models import Booking, BookingEvent
from club.bookings.perms import bookings_run_by
from club.bookings.refusals import BookingRefused, NotPending, ReasonMissing
from club.users.models import User

DECIDE = "bookings.change_booking"
BOOKING_PAGE = "reservations_modeladmin_inspect"
State = Booking.State


class ReasonForm(forms.Form):
    """Nothing is asked of a telemedicine point, of whose use nothing is written."""

    reason = forms.CharField(
        label="Le motif, que la personne lira",
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, booking: Booking, has_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if booking.is_confidential or not has_reason:
            del self.fields["reason"]


@dataclass(frozen=True)
class Step:
    """`act(booking, by, reason)` calls the service."""

    slug: str  # end of the address
    label: str  # of the button that leads there
    title: str
    text: str  # what will happen
    button: str
    is_open: Callable[[Booking], bool]
    act: Callable[[Booking, User, str], Booking]
    fact: str  # what it writes in the history
    has_reason: bool = True
    is_answer: bool = True  # to a request: offered in the list too

    @property
    def name(self) -> str:
        return f"reservation_{self.slug}"


def _waits(booking: Booking) -> bool:
    return booking.state == State.PENDING


def _may_be_cancelled(booking: Booking) -> bool:
    return booking.state in (State.APPROVED, State.HELD) and booking.ends_at > timezone.now()


STEPS = (
    Step(
        slug="accepter",
        label="Accepter",
        title="Accepter la demande",
        text="La personne en est informée par courriel.",
        button="Accepter la demande",
        is_open=_waits,
        act=lambda booking, by, reason: approve(booking, by=by),
        fact=BookingEvent.Kind.APPROVED,
        has_reason=False,
    ),
    Step(
        slug="refuser",
        label="Refuser",
        title="Refuser la demande",
        text="La personne reçoit le motif par courriel, et le créneau est de nouveau libre.",
        button="Refuser la demande",
        is_open=_waits,
        act=lambda booking, by, reason: refuse(booking, by=by, reason=reason),
        fact=BookingEvent.Kind.REFUSED,
    ),
    Step(
        slug="annuler",
        label="Annuler",
        title="Annuler la réservation",
        text="La personne en est informée par courriel, avec le motif si vous en donnez un. Le "
        "créneau est de nouveau libre.",
        button="Annuler la réservation",
        is_open=_may_be_cancelled,
        act=lambda booking, by, reason: cancel(booking, by=by, reason=reason),
        fact=BookingEvent.Kind.CANCELLED,
        is_answer=False,
    ),
)


def steps_for(user: Any, booking: Booking) -> list[Step]:
    """What this account may do with this booking now; rights on the booking are the caller's."""
    return [step for step in STEPS if step.is_open(booking) and user.has_perm(DECIDE)]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_step(request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
    """Show the form of a step, and take it. Another centre's booking does not exist."""
    user: Any = request.user
    if not user.has_perm(DECIDE):
        raise PermissionDenied(f"Needs {DECIDE}")
    theirs = bookings_run_by(user).select_related("space__telecentre", "user")
    booking = get_object_or_404(theirs, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = ReasonForm(data, booking=booking, has_reason=step.has_reason)
    if request.method == "POST" and form.is_valid():
        if _was_taken(request, booking, step, form):
            return redirect(BOOKING_PAGE, booking.pk)
    elif request.method != "POST" and not step.is_open(booking):
        tell_answer(request, booking, wanted=step.fact)
        return redirect(BOOKING_PAGE, booking.pk)
    context = {"step": step, "booking": booking, "form": form}
    return render(request, "bookings/back_office/step.html", context)


def _was_taken(request: HttpRequest, booking: Booking, step: Step, form: ReasonForm) -> bool:
    """Whether there is nothing more to ask: done, or no longer possible, and said so."""
    by: Any = request.user
    try:
        step.act(booking, by, form.cleaned_data.get("reason", ""))
    except ReasonMissing as refusal:
        form.add_error("reason", refusal.message)
        return False
    except NotPending:
        pass  # told below, from what happened meanwhile
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
        return True
    tell_answer(request, booking, wanted=step.fact)
    return True


urlpatterns = [
    path(f"reservations/<int:pk>/{step.slug}/", take_step, {"step": step}, name=step.name)
    for step in STEPS
]
