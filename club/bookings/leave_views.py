"""Days of absence: declared, then forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from club.bookings.models import Leave
from club.bookings.refusals import BookingRefused
from club.bookings.series_changes import declare_leave, withdraw_leave
from club.bookings.series_dates import today
from club.bookings.series_forms import LeaveForm
from club.users.visitors import user_of

LIST = "series:leaves"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leaves(request: HttpRequest) -> HttpResponse:
    """The absences to come; a POST declares one."""
    user: Any = request.user
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            declare_leave(
                user, first_on=told["du"], last_on=told["au"], form_token=told["form_token"]
            )
        except BookingRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                "C’est noté\u202f: vos séries rendent ces jours, et les sauteront désormais.",
            )
            return redirect(LIST)
    found = Leave.objects.filter(user=user, last_on__gte=today())
    return render(request, "bookings/series/leaves.html", {"form": form, "leaves": found})


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an absence; its dates are added again from the page of their series."""
    leave = get_object_or_404(Leave, pk=pk, user=request.user)
    withdraw_leave(leave, by=user_of(request))
    messages.success(
        request,
        "L’absence est retirée. Pour reprendre les dates rendues, ouvrez la série et ajoutez-les.",
    )
    return redirect(LIST)
