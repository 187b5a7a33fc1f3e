"""« Mon bureau »: the days its holder gives back, and takes back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from club.bookings.assigned_desks import free_days, free_weekdays, take_back_days
from club.bookings.desk_forms import FreeDaysForm, WeekdaysForm
from club.bookings.models import AssignedDesk, FreedDays
from club.bookings.refusals import BookingRefused
from club.bookings.series_dates import today
from club.telecentres.french import WEEKDAYS, french_date
from club.users.visitors import user_of

LIST = "my_desk:list"


@login_required
@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """The desks kept for this account."""
    return _page(request)


def _page(request: HttpRequest, *, at: int = 0, form: Any = None) -> HttpResponse:
    """`form`: one that was sent for the desk `at`, with its errors."""
    freed = Prefetch("freed", FreedDays.objects.filter(last_on__gte=today()))
    rows = _desks(request).select_related("space__telecentre").prefetch_related(freed)
    desks = []
    for one in rows:
        days, weekdays = FreeDaysForm(), WeekdaysForm(free=one.free_weekdays)
        if one.pk == at:
            days = form if isinstance(form, FreeDaysForm) else days
            weekdays = form if isinstance(form, WeekdaysForm) else weekdays
        days.auto_id, weekdays.auto_id = f"id_%s_{one.pk}", f"id_%s_{one.pk}"
        free = [WEEKDAYS[int(digit)] for digit in one.free_weekdays]
        desks.append({"desk": one, "free": free, "days": days, "weekdays": weekdays})
    return render(request, "bookings/desk/list.html", {"desks": desks, "errors_of": form})


@login_required
@require_POST
def free(request: HttpRequest, pk: int) -> HttpResponse:
    """Give days back. The same form again frees once."""
    desk = get_object_or_404(_desks(request), pk=pk)
    form = FreeDaysForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            free_days(
                desk,
                first_on=told["du"],
                last_on=told["au"],
                by=user_of(request),
                form_token=told["form_token"],
            )
        except BookingRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Merci\u202f: ces jours sont libres pour d’autres.")
            return redirect(LIST)
    return _page(request, at=pk, form=form)


@login_required
@require_POST
def weekdays(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the same days back every week."""
    desk = get_object_or_404(_desks(request), pk=pk)
    form = WeekdaysForm(request.POST, free=desk.free_weekdays)
    if not form.is_valid():
        return _page(request, at=pk, form=form)
    free_weekdays(desk, form.cleaned_data["jours"], by=user_of(request))
    messages.success(request, "C’est noté pour chaque semaine.")
    return redirect(LIST)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the days again, those that nobody took meanwhile."""
    rows = FreedDays.objects.select_related("assignment__space__telecentre", "assignment__user")
    freed = get_object_or_404(rows, pk=pk, assignment__user=request.user)
    missed = take_back_days(freed, by=user_of(request))
    if missed:
        told = ", ".join(french_date(day) for day in missed)
        messages.warning(request, f"Ces jours ont été pris entre-temps\u202f: {told}.")
    else:
        messages.success(request, "Le poste est de nouveau à vous ces jours-là.")
    return redirect(LIST)


def _desks(request: HttpRequest) -> Any:
    user: Any = request.user
    current = Q(last_on=None) | Q(last_on__gte=today())
    return AssignedDesk.objects.filter(current, user=user)
