"""Series: a rhythm, its dates, their booking; then one series and its changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.bookings.models import Series
from club.bookings.perms import may_run
from club.bookings.refusals import BookingRefused, FormReused
from club.bookings.series import add_date, book_series, extend_series, preview_series
from club.bookings.series_changes import cancel_dates, change_dates
from club.bookings.series_dates import Proposed, When
from club.bookings.series_forms import CancelForm, ChangeForm, ExtendForm, PatternForm
from club.bookings.series_pages import (
    counted,
    days_to_come,
    proposed_lines,
    series_page,
    spaces_of_series,
    usual_pattern,
)
from club.bookings.series_words import day_told, pattern_told
from club.bookings.steps_forms import TokenForm, WhereForm
from club.bookings.steps_query import CHECK, Wanted, read_wanted
from club.telecentres.models import Space
from club.users.visitors import user_of

TEMPLATES = "bookings/series/"
AGAIN = "modifier"  # the pattern, as it was typed
SHOWN = 5  # of the dates that could not follow


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The step that the address leads to: space, pattern, dates; a POST books these."""
    user: Any = request.user
    wanted = read_wanted(request.GET)
    space = wanted.space
    if space is None or space.granularity == Space.Granularity.NIGHT:
        return _where(request, wanted)
    is_asked = wanted.is_checked or request.method == "POST"
    is_typed = is_asked or request.GET.get("etape") == AGAIN
    form = PatternForm(
        request.GET if is_typed else None, space=space, initial=usual_pattern(wanted)
    )
    if is_asked and form.is_valid():
        try:
            if request.method == "POST":
                return _book(request, space, form)
            proposed = preview_series(space, pattern=form.pattern(), when=form.when(), by=user)
        except BookingRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _preview(request, space, form, proposed)
    context = {"form": form, "space": space, "check": CHECK}
    return render(request, f"{TEMPLATES}pattern.html", context)


def _where(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    spaces = spaces_of_series(user_of(request))
    form = WhereForm(spaces=spaces)
    del form.fields["jour"]
    problem = wanted.problem
    if wanted.space and not problem:
        problem = "Cet espace ne se réserve pas en série\u202f: choisissez-en un autre."
    context = {"form": form, "problem": problem, "is_empty": not spaces}
    return render(request, f"{TEMPLATES}where.html", context)


def _book(request: HttpRequest, space: Space, form: PatternForm) -> HttpResponse:
    user: Any = request.user
    token = TokenForm(request.POST)
    if not token.is_valid():
        raise FormReused
    series = book_series(
        space,
        pattern=form.pattern(),
        when=form.when(),
        by=user,
        form_token=token.cleaned_data["form_token"],
        **form.titles(),
    )
    messages.success(
        request,
        "La série est réservée. Vous recevrez un seul courriel, avec toutes les dates et un "
        "fichier pour votre agenda.",
    )
    return redirect("series:detail", series.pk)


def _preview(
    request: HttpRequest, space: Space, form: PatternForm, proposed: Sequence[Proposed]
) -> HttpResponse:
    lines = proposed_lines(proposed)
    counts = counted(lines)
    again = request.GET.copy()
    again["etape"] = AGAIN
    context = {
        "space": space,
        "told": pattern_told(form.pattern(), form.when()),
        "title": form.titles()["title"],
        "lines": lines,
        "counts": counts,
        "may_book": counts["booked"] + counts["later"] > 0,
        "form": TokenForm(),
        "query": request.GET.urlencode(),
        "again": again.urlencode(),
    }
    return render(request, f"{TEMPLATES}preview.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of a series, and what can be done with each."""
    series = series_for(request, pk)
    return _page(request, series, ExtendForm())


def _page(request: HttpRequest, series: Series, extend_form: ExtendForm) -> HttpResponse:
    context = {
        **series_page(series),
        "extend_form": extend_form,
        "is_own": series.user_id == request.user.pk,
    }
    return render(request, f"{TEMPLATES}detail.html", context)


@login_required
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a date that was passed over."""
    series = series_for(request, pk)
    day = read_day(request.POST.get("jour", ""))
    if day is None:
        messages.error(request, "Cette date ne se lit pas\u202f: choisissez-la dans la liste.")
        return redirect("series:detail", pk)
    try:
        add_date(series, day, by=user_of(request))
    except BookingRefused as refusal:
        messages.error(request, f"{day_told(day).capitalize()}\u202f: {refusal.message}")
    else:
        messages.success(request, f"{day_told(day).capitalize()}\u202f: c’est réservé.")
    return redirect("series:detail", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back one date, the following, or all; asked first."""
    series = series_for(request, pk)
    sent = request.POST if request.method == "POST" else None
    day = read_day((sent or request.GET).get("jour", ""))
    form = CancelForm(sent, day=day, initial={"jour": day})
    if sent is not None and form.is_valid():
        try:
            count = cancel_dates(series, by=user_of(request), **form.asked())
        except BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _cancelled(count))
        return redirect("series:detail", pk)
    context = {"series": series, "form": form}
    return render(request, f"{TEMPLATES}cancel.html", context)


def _cancelled(count: int) -> str:
    if count > 1:
        return (
            f"C’est annulé\u202f: {count} places sont libres pour d’autres. Vous recevrez un "
            "courriel qui met votre agenda à jour."
        )
    return "C’est fait\u202f: cette série ne vous garde plus ces dates."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the dates to come, or those from a day on, to another part of the day or space."""
    series = series_for(request, pk)
    days = days_to_come(series)
    sent = read_day(request.POST.get("depuis", ""))
    if sent and sent not in days:  # the same form again: its dates have gone to their own series
        days = sorted([*days, sent])
    spaces = spaces_of_series(series.user, series.space.granularity)
    when = When.of(series)
    day = read_day(request.GET.get("jour", ""))
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        space=series.space,
        days=days,
        spaces=spaces,
        initial={
            "espace": series.space_id,
            "moment": when.part,
            "de": f"{when.opens:%H:%M}" if when.opens else "",
            "a": f"{when.closes:%H:%M}" if when.closes else "",
            "depuis": day.isoformat() if day in days else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            changed, kept = change_dates(
                series,
                by=user_of(request),
                form_token=told["form_token"],
                when=form.when(),
                space=told["espace"],
                from_day=told["depuis"],
            )
        except BookingRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            _tell_changed(request, kept)
            return redirect("series:detail", changed.pk)
    context = {"series": series, "form": form, "days": days}
    return render(request, f"{TEMPLATES}change.html", context)


def _tell_changed(request: HttpRequest, kept: Sequence[Proposed]) -> None:
    if not kept:
        messages.success(request, "C’est déplacé. Vous recevrez un courriel avec les dates.")
        return
    told = ", ".join(f"{day_told(one.day)} ({one.why_skipped})" for one in kept[:SHOWN])
    more = f", et {len(kept) - SHOWN} autres" if len(kept) > SHOWN else ""
    messages.warning(
        request, f"Ces dates n’ont pas pu suivre et restent comme avant\u202f: {told}{more}."
    )


@login_required
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on until a later day."""
    series = series_for(request, pk)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            added = extend_series(
                series,
                last_on=form.cleaned_data["au"],
                by=user_of(request),
            )
        except BookingRefused as refusal:
            form.add_error("au", refusal.message)
        else:
            plural = "s" if len(added) > 1 else ""
            told = f"{len(added)} date{plural} ajoutée{plural}" if added else "rien à ajouter"
            messages.success(request, f"La série va jusqu’à ce jour\u202f: {told}.")
            return redirect("series:detail", pk)
    return _page(request, series, form)


def series_for(request: HttpRequest, pk: int) -> Series:
    """A series that this account may change; anyone else's does not exist."""
    found = Series.objects.select_related("space__telecentre", "user").filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.user_id != request.user.pk and not may_run(request.user, found.space.telecentre):
        raise Http404
    return found


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
