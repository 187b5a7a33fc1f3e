"""« Réserver »: what is free, where and when. Booking begins at the links of these pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from club.bookings.availability import CentreGrid, availability
from club.bookings.boxes import first_free
from club.bookings.day_lists import day_lists
from club.bookings.grid_tables import Tables
from club.bookings.models import BookingRules
from club.bookings.network_week import network_week
from club.bookings.periods import DAY, LIST, WEEK, Link, Period, read_period
from club.bookings.perms import may_run
from club.bookings.search_forms import KIND_WORDS, KINDS, SearchForm, with_defaults
from club.bookings.searching import find
from club.bookings.slot_wording import PLURALS, rules_told
from club.members.models import Member
from club.members.perms import active_member_required
from club.telecentres.models import Equipment, Space, Telecentre

WEEK_LENGTH = timedelta(days=6)


@active_member_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A place, given when, where and what; without an address, a desk tomorrow morning nearby."""
    today = timezone.localdate()
    centres = list(Telecentre.objects.active().order_by("short_name"))
    member = _member_of(request.user)
    origin = _home_of(member, centres)
    data = with_defaults(request.GET, today=today, origin=origin)
    equipment = list(Equipment.objects.all())
    form = SearchForm(data, centres=centres, equipment=equipment, today=today)
    wish = form.wish() if form.is_valid() else None
    context = {
        "form": form,
        "found": find(wish, reader=request.user) if wish else None,
        "wish": wish,
        "kind_links": _kind_links(request, form),
        "kind_label": PLURALS[form.kind],
        "is_usual": not request.GET,
        "home": origin,
        "without_equipment_url": _without(request, "equipement") if wish and wish.equipment else "",
        "ends_on": member.ends_on if wish and member and _ends_before(member, wish.day) else None,
    }
    return render(request, "bookings/availability/search.html", context)


@active_member_required
@require_safe
def centre_list(request: HttpRequest) -> HttpResponse:
    """The centres over a week."""
    period = replace(_period(request, reverse("bookings:centres")), view=WEEK)
    member = _member_of(request.user)
    home = member.home_telecentre if member else None
    weeks = network_week(period.days, near=home, reader=request.user)
    context = {"period": period, "weeks": weeks, "home": home}
    return render(request, "bookings/availability/centres.html", context)


@active_member_required
@require_safe
def centre(request: HttpRequest, slug: str) -> HttpResponse:
    """One centre: its spaces over a day or a week, as tables or as a list."""
    found = get_object_or_404(Telecentre.objects.active().select_related("commune"), slug=slug)
    period = _period(request, reverse("bookings:centre", args=[found.slug]))
    grids = availability([found], first=period.days[0], last=period.days[-1], reader=request.user)
    grid = grids[0] if grids else None
    context: dict[str, Any] = {
        "telecentre": found,
        "period": period,
        "search_url": _search_url(depuis=found.slug, jour=max(period.day, period.today)),
    }
    if grid:
        runs = may_run(request.user, found)
        context |= _shown(grid, Tables(grid.schedule, grid.rows, period, may_always=runs))
    return render(request, "bookings/availability/centre.html", context)


@active_member_required
@require_safe
def space(request: HttpRequest, pk: int) -> HttpResponse:
    """One space: what it is, its rules, and its coming week. Out of service, it is not found."""
    found = get_object_or_404(Space.objects.active().select_related("telecentre"), pk=pk)
    today = timezone.localdate()
    base = reverse("bookings:centre", args=[found.telecentre.slug])
    week = _Coming(base, today, today, LIST if _has_many_slots(found) else WEEK)
    grid = availability(
        [found.telecentre], first=today, last=week.last, reader=request.user, spaces=[found.pk]
    )[0]
    row, runs = grid.rows[0], may_run(request.user, found.telecentre)
    is_asked = row.rules.who == BookingRules.Who.STAFF and not runs
    kind = KIND_WORDS[Space.Kind(found.kind)]
    context = {
        "space": row.space,  # with its equipment and its commune
        "rules": rules_told(row.rules, today=today),
        "book_url": "" if is_asked else first_free(row),
        "is_asked": is_asked,
        "search_url": _search_url(nature=kind, depuis=found.telecentre.slug),
        "centre_url": base,
        **_shown(grid, Tables(grid.schedule, grid.rows, week, may_always=runs)),
    }
    return render(request, "bookings/availability/space.html", context)


class _Coming(Period):
    """The seven days that begin today."""

    @property
    def first(self) -> date:
        return self.day

    @property
    def last(self) -> date:
        return self.day + WEEK_LENGTH


def _shown(grid: CentreGrid, tables: Tables) -> dict[str, Any]:
    period = tables.period
    if period.view == LIST:
        return {"day_lists": day_lists(tables)}
    day = grid.schedule.hours_for(period.day) if period.view == DAY else None
    return {"tables": tables.all(), "day_hours": day}


def _has_many_slots(one: Space) -> bool:
    return one.granularity == Space.Granularity.HALF_HOUR


def _period(request: HttpRequest, base: str) -> Period:
    return read_period(request.GET, base, today=timezone.localdate())


def _member_of(user: Any) -> Member | None:
    found: Member | None = (
        Member.objects.filter(user=user).select_related("home_telecentre").first()
    )
    return found


def _home_of(member: Member | None, centres: list[Telecentre]) -> Telecentre | None:
    """Where one starts from: the home centre while it is in service, else the first by name."""
    home = member.home_telecentre if member else None
    return next((one for one in centres if one == home), centres[0] if centres else None)


def _ends_before(member: Member, day: date) -> bool:
    return member.ends_on is not None and member.ends_on < day


def _kind_links(request: HttpRequest, form: SearchForm) -> list[Link]:
    """The same question about another kind of space."""
    links = []
    for word, kind in KINDS.items():
        asked = request.GET.copy()
        asked["nature"] = word
        url = f"{reverse('bookings:search')}?{asked.urlencode()}"
        links.append(Link(str(kind.label), url, kind == form.kind))
    return links


def _without(request: HttpRequest, name: str) -> str:
    asked = request.GET.copy()
    asked.pop(name, None)
    return f"{reverse('bookings:search')}?{asked.urlencode()}"


def _search_url(**asked: object) -> str:
    return f"{reverse('bookings:search')}?{urlencode(asked)}"
