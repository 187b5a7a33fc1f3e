"""The pages to be printed: the sheet of the day, door sheets, the codes of the desks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from club.bookings import paper
from club.bookings.animation import DAY, sheet_of
from club.bookings.animation_views import day_asked, for_animateurs
from club.bookings.check_in import code_of_day, code_of_desk, renew_desk_code
from club.bookings.models import DeskCode
from club.bookings.walk_ins import spaces_of
from club.telecentres.models import Space, Telecentre
from club.telecentres.qr import qr_svg


@for_animateurs
@require_safe
def day_sheet(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """One page of A4: who comes, where, when, a box to tick, lines for those without a booking."""
    day = day_asked(request)
    sheet = sheet_of(centre, day)
    context = {
        "centre": centre,
        "sheet": sheet,
        "rows": paper.rows_of(sheet),
        "blank_lines": paper.blank_lines(sheet),
        "animateurs": paper.animateurs_of(centre),
        "code": code_of_day(centre, day),
        "today": timezone.localdate(),
        "previous": day - DAY,
        "next": day + DAY,
    }
    return render(request, "bookings/day/sheet.html", context)


@for_animateurs
@require_safe
def door_sheets(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """The week of each space, a page each; no name stands on a door."""
    day = day_asked(request)
    monday = day - day.weekday() * DAY
    context = {
        "centre": centre,
        "doors": paper.doors_of(centre, monday),
        "monday": monday,
        "sunday": monday + 6 * DAY,
        "previous": monday - 7 * DAY,
        "next": monday + 7 * DAY,
    }
    return render(request, "bookings/day/doors.html", context)


@for_animateurs
@require_safe
def desk_codes(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """A poster for each desk, with the code by which one says that one is there."""
    posters, missing = paper.posters_of(centre)
    context = {
        "centre": centre,
        "posters": [
            {"poster": one, "qr": qr_svg(one.address, title=f"Code de {one.space.name}")}
            for one in posters
        ],
        "missing": missing,
    }
    return render(request, "bookings/day/codes.html", context)


@for_animateurs
@require_POST
def prepare_codes(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """Draw a code for each desk that has none."""
    user: Any = request.user
    missing = paper.posters_of(centre)[1]
    for space in missing:
        code_of_desk(space, by=user)
    messages.success(request, "Les affichettes sont prêtes\u202f: imprimez cette page.")
    return redirect("animation_day:codes", centre.slug)


@for_animateurs
@require_POST
def renew_code(request: HttpRequest, centre: Telecentre, *, pk: int) -> HttpResponse:
    """Another code for a desk. The form says which it replaces: sent twice, it renews once."""
    user: Any = request.user
    space: Space = get_object_or_404(spaces_of(centre).select_related("telecentre"), pk=pk)
    if DeskCode.objects.filter(space=space, token=request.POST.get("was", "")).exists():
        renew_desk_code(space, by=user)
    messages.success(
        request,
        f"{space.name} a un nouveau code\u202f: imprimez l’affichette, l’ancienne ne marche plus.",
    )
    return redirect("animation_day:codes", centre.slug)
