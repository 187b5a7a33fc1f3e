"""Booking for oneself in three steps, which the address alone carries: where and when, what for,
check. The last one is sent once, whatever the number of clicks.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from club.bookings.choosing import check_new
from club.bookings.mine import summary_of
from club.bookings.models import Booking
from club.bookings.planning import rules_of
from club.bookings.refusals import BookingRefused, FormReused
from club.bookings.series_pages import repeat_url
from club.bookings.services import book
from club.bookings.steps_forms import DetailsForm, TokenForm
from club.bookings.steps_pages import where_step
from club.bookings.steps_query import CHECK, Wanted, address, read_wanted
from club.telecentres.hours import DayHours
from club.users.visitors import user_of

CREATE = "bookings_steps:create"
TEMPLATES = "bookings/mine/"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The step that the address leads to; a POST books what the address says."""
    wanted = read_wanted(request.GET)
    if wanted.problem or not (wanted.space and wanted.starts_at and wanted.ends_at):
        return _where(request, wanted)
    chosen = {"starts_at": wanted.starts_at, "ends_at": wanted.ends_at}
    typed = {} if wanted.is_confidential else request.GET
    details = DetailsForm(typed if wanted.is_checked or request.method == "POST" else None)
    if details.is_bound and not details.is_valid():
        return _details(request, wanted, details)
    if request.method == "POST":
        return _book(request, wanted, {**chosen, **_titles(details)})
    try:
        grant = check_new(user_of(request), wanted.space, **chosen)
    except BookingRefused as refusal:
        return _where(request, wanted, refusal)
    show = _check if details.is_bound else _details
    return show(request, wanted, hours=grant.hours)


def _book(request: HttpRequest, wanted: Wanted, asked: dict[str, Any]) -> HttpResponse:
    """Book it, or show again the step at which something else can be chosen."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _check(request, wanted, FormReused())
    try:
        booking = book(
            wanted.space,  # type: ignore[arg-type]
            user=user_of(request),
            form_token=form.cleaned_data["form_token"],
            **asked,
        )
    except FormReused as refusal:
        return _check(request, wanted, refusal)
    except BookingRefused as refusal:
        return _where(request, wanted, refusal)
    messages.success(request, what_follows(booking))
    return redirect(booking)


def what_follows(booking: Booking) -> str:
    """What happens next, told on the page of a booking that was just made or moved."""
    if booking.state == Booking.State.PENDING:
        return (
            "Votre demande est envoyée. L’animateur du télécentre vous répondra par courriel. "
            "D’ici là, cet espace vous est gardé."
        )
    return (
        "C’est réservé. Vous recevrez la confirmation par courriel, avec un fichier pour votre "
        "agenda, et un rappel la veille."
    )


def _where(
    request: HttpRequest, wanted: Wanted, refusal: BookingRefused | None = None
) -> HttpResponse:
    user: Any = request.user
    page = where_step(user, wanted, reverse(CREATE), refusal=refusal)
    return render(request, f"{TEMPLATES}where.html", page)


def _details(
    request: HttpRequest,
    wanted: Wanted,
    form: DetailsForm | None = None,
    *,
    hours: DayHours | None = None,
) -> HttpResponse:
    page = {
        **_summary(wanted, hours),
        "form": form or DetailsForm(initial=wanted.typed()),
        "hidden": {name: request.GET[name] for name in ("espace", "debut", "fin")},
        "check": CHECK,
        "is_confidential": wanted.is_confidential,
        "repeat_url": repeat_url(wanted.space, wanted.starts_at, wanted.ends_at),  # type: ignore[arg-type]
    }
    return render(request, f"{TEMPLATES}details.html", page)


def _check(
    request: HttpRequest,
    wanted: Wanted,
    refusal: BookingRefused | None = None,
    *,
    hours: DayHours | None = None,
) -> HttpResponse:
    space: Any = wanted.space
    page = {
        **_summary(wanted, hours),
        "form": TokenForm(),
        "problem": refusal.message if refusal else "",
        "title": wanted.title.strip(),
        "shows_title": wanted.shows_title,
        "is_confidential": wanted.is_confidential,
        "needs_approval": rules_of([space])[space.pk].needs_approval,
        "details_url": _address(wanted, starts_at=wanted.starts_at, ends_at=wanted.ends_at),
    }
    return render(request, f"{TEMPLATES}check.html", page)


def _summary(wanted: Wanted, hours: DayHours | None) -> dict[str, Any]:
    space, start, end = wanted.space, wanted.starts_at, wanted.ends_at
    where_url = _address(wanted, starts_at=start)
    return {**summary_of(space, start, end, hours), "where_url": where_url}  # type: ignore[arg-type]


def _address(wanted: Wanted, **times: Any) -> str:
    return address(reverse(CREATE), space=wanted.space, **times, **wanted.typed())


def _titles(details: DetailsForm) -> dict[str, Any]:
    told = details.cleaned_data
    return {"title": told["titre"], "shows_title": told["montre"]}
