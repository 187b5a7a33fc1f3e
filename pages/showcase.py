"""What public pages show of the network, read in a bounded number of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from club.bookings.availability import free_places_now, positions_of
from club.bookings.places import places_ahead, told
from club.passes.equipment import open_reports
from club.telecentres import package
from club.telecentres.distance import RoadTimes, road_km
from club.telecentres.figures import network_figures
from club.telecentres.french import french_date, french_day, french_number
from club.telecentres.freshness import remembered
from club.telecentres.hours import (
    SEARCH_DAYS,
    DayHours,
    Schedule,
    local_day,
    schedules,
    schedules_around,
)
from club.telecentres.models import Equipment, Objective, Space, Telecentre
from club.telecentres.network import NetworkMap, build_map
from club.telecentres.text import fold
from pages.frame import Frame
from pages.querysets import open_to_all

WEEKS_SHOWN = 26  # how far from today the hours of a week may be asked for
NEIGHBOURS = 3

PLURALS = {
    Space.Kind.DESK: ("poste de travail", "postes de travail"),
    Space.Kind.OFFICE: ("bureau fermé", "bureaux fermés"),
    Space.Kind.MEETING_ROOM: ("salle de réunion", "salles de réunion"),
    Space.Kind.VIDEO_ROOM: ("point visioconférence", "points visioconférence"),
    Space.Kind.TELEMEDICINE: ("point de télémédecine", "points de télémédecine"),
    Space.Kind.BRIDGING_HOUSING: ("logement-passerelle", "logements-passerelles"),
}


def telecentre_url(telecentre: Telecentre) -> str:
    """The fixed public address of a centre (PRODUCT §4)."""
    return f"/telecentres/{telecentre.slug}/"


def shown_telecentres() -> list[Telecentre]:
    """Centres in service whose page anyone may read, positions counted. One query."""
    from pages.models import TelecentrePage

    return list(
        Telecentre.objects.active()
        .filter(page__in=open_to_all(TelecentrePage.objects.all()))
        .with_positions()
        .select_related("commune")
        .order_by("short_name")
    )


class Network:
    """The centres at this instant: one reading serves the map, the list and the figures.

    Five queries; three more when something of the network changed; two more for the cards.
    """

    def __init__(self) -> None:
        self.now = timezone.now()
        self.centres = shown_telecentres()
        found = schedules_around(self.centres, self.now)
        self.statuses = {pk: schedule.status_at(self.now) for pk, schedule in found.items()}
        positions = remembered("positions", positions_of)
        left = free_places_now(self.centres, now=self.now, schedules=found, positions=positions)
        counts = {pk: told(one, now=self.now) for pk, one in left.items()}
        self.places = {pk: one for pk, one in counts.items() if one is not None}

    def map(self, kept: set[int] | None = None) -> NetworkMap:
        """The map; centres not in `kept` (primary keys) are dimmed."""
        return build_map(
            self.centres,
            statuses=self.statuses,
            urls={centre.pk: telecentre_url(centre) for centre in self.centres},
            road_times=remembered("road-times", RoadTimes.load),
            places=self.places,
            kept=kept,
        )

    def cards(self) -> list[dict[str, Any]]:
        """One card per centre: its status now, its spaces by kind, its equipment."""
        spaces: dict[int, list[Space]] = {centre.pk: [] for centre in self.centres}
        active = Space.objects.active().filter(telecentre__in=self.centres)
        for space in active.prefetch_related("equipment"):
            spaces[space.telecentre_id].append(space)
        prefetch_related_objects(self.centres, "equipment")
        return [
            {
                "telecentre": centre,
                "url": telecentre_url(centre),
                "status": self.statuses[centre.pk],
                "places": self.places.get(centre.pk),
                "positions": centre.positions_count,
                "kinds": [
                    {"label": group["label"], "count": group["count"]}
                    for group in space_groups(spaces[centre.pk])
                ],
                "equipment": _equipment(centre, spaces[centre.pk]),
            }
            for centre in self.centres
        ]


def _equipment(centre: Telecentre, spaces: list[Space]) -> list[Equipment]:
    """What the centre shares and what its spaces hold, once each, in alphabetical order."""
    held = {item.pk: item for space in spaces for item in space.equipment.all()}
    shared = {item.pk: item for item in centre.equipment.all()}
    return sorted((held | shared).values(), key=lambda item: fold(item.name))


def space_groups(spaces: list[Space]) -> list[dict[str, Any]]:
    """Spaces gathered by kind, in the order of the catalogue; the label agrees in number."""
    ranks = {str(kind): rank for rank, kind in enumerate(PLURALS)}
    ordered = sorted(spaces, key=lambda space: (ranks[space.kind], space.name))
    groups = []
    for kind, members in groupby(ordered, key=lambda space: space.kind):
        same = list(members)
        groups.append(
            {
                "kind": kind,
                "count": len(same),
                "label": PLURALS[Space.Kind(kind)][len(same) > 1],
                "spaces": same,
            }
        )
    return groups


def objective_lines() -> list[dict[str, Any]]:
    """The programme's objectives, each with the figure that shows it."""
    objectives = list(Objective.objects.all())
    figures = remembered("figures", network_figures) if objectives else {}
    return [
        {
            "objective": objective,
            "figure_value": french_number(figures[objective.figure]),
            "figure_label": objective.figure_label,
        }
        for objective in objectives
    ]


def telecentre_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What the page of a centre shows; ?jour= (an ISO date, or anything) chooses the week."""
    now = timezone.now()
    today = local_day(now)
    telecentre, neighbours = remembered(
        f"surroundings-{page.telecentre_id}", lambda: _surroundings(page.telecentre_id)
    )
    page.telecentre = telecentre
    asked, message = _asked_day(request.GET.get("jour", ""), today)
    monday = asked - timedelta(days=asked.weekday())
    schedule = schedules(
        [telecentre],
        first=min(monday, today),
        last=max(monday + timedelta(days=6), today + timedelta(days=SEARCH_DAYS)),
    )[telecentre.pk]
    spaces = list(
        telecentre.spaces.filter(is_active=True)
        .select_related("booking_rules")
        .prefetch_related("equipment", "photos")
    )
    measures = telecentre.broadband_measures.filter(space=None)
    managers = telecentre.managers.select_related("user").order_by("user__public_name")
    return {
        "telecentre": telecentre,
        "status": schedule.status_at(now),
        "week": _week(schedule, monday, today, page.get_url(request) or ""),
        "schedule": schedule,
        "message": message,
        "offered_services": remembered(
            f"services-{telecentre.pk}", lambda: package.provided_by(telecentre)
        ),
        "broken": remembered(f"broken-{telecentre.pk}", lambda: list(open_reports(telecentre))),
        "space_groups": space_groups(spaces),
        **_places(telecentre, spaces, schedule, now),
        "measure": measures.first(),
        "managers": [
            {"name": row.user.public_name, "phone": row.public_phone}
            for row in managers
            if row.user.is_active
        ],
        "notices": Frame.of(request).notices_at(now, telecentre_id=telecentre.pk),
        "closures": [closure for closure in schedule.closures if closure.ends_at > now],
        "neighbours": neighbours,
        "itinerary_url": "https://www.openstreetmap.org/directions?to="
        f"{telecentre.latitude:.5f}%2C{telecentre.longitude:.5f}",
    }


def _places(
    telecentre: Telecentre, spaces: list[Space], schedule: Schedule, now: datetime
) -> dict[str, Any]:
    """What is free in this half-day, when it is full the next one that is not, and what may be
    asked for here."""
    ahead = places_ahead(spaces, schedule, now=now) if telecentre.is_active else []
    free = [one for one in ahead if one.free]
    return {
        "places": told(ahead[0], now=now) if ahead else None,
        "next_places": told(free[0], now=now) if free and free[0] is not ahead[0] else None,
        "may_book": telecentre.is_active and bool(spaces),
        "may_visit": telecentre.is_active
        and any(space.kind == Space.Kind.DESK for space in spaces),
    }


def _surroundings(pk: int) -> tuple[Telecentre, list[dict[str, Any]]]:
    """A centre, and the nearest others by road with minutes and rounded kilometres.

    Two queries; one more for a centre whose page not everyone may read.
    """
    shown = shown_telecentres()
    here = next((centre for centre in shown if centre.pk == pk), None)
    telecentre = here or Telecentre.objects.select_related("commune").get(pk=pk)
    road_times = RoadTimes.load()
    others = [centre for centre in shown if centre.pk != pk]
    others.sort(key=lambda centre: road_times.between(telecentre, centre))
    return telecentre, [
        {
            "telecentre": centre,
            "url": telecentre_url(centre),
            "minutes": road_times.between(telecentre, centre),
            "kilometres": round(road_km(telecentre, centre)),
        }
        for centre in others[:NEIGHBOURS]
    ]


def ordinary_week(telecentre: Telecentre, today: date) -> list[DayHours]:
    """The seven days of a week without exception, Monday first: what a poster says."""
    schedule = schedules([telecentre], first=today, last=today)[telecentre.pk]
    plain = Schedule(closed_on_public_holidays=False, weekly=schedule.weekly)
    monday = today - timedelta(days=today.weekday())
    return [plain.hours_for(monday + timedelta(days=offset)) for offset in range(7)]


def _asked_day(text: str, today: date) -> tuple[date, str]:
    if not text:
        return today, ""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today, "Nous n’avons pas compris cette date : voici les horaires de cette semaine."
    if abs((asked - today).days) > WEEKS_SHOWN * 7:
        return today, "Cette date est trop lointaine : voici les horaires de cette semaine."
    return asked, ""


def _week(schedule: Schedule, monday: date, today: date, base_url: str) -> dict[str, Any]:
    sunday = monday + timedelta(days=6)

    def address(day: date) -> str:
        if abs((day - today).days) > WEEKS_SHOWN * 7:
            return ""
        if day <= today <= day + timedelta(days=6):
            return f"{base_url}#horaires"
        return f"{base_url}?jour={day.isoformat()}#horaires"

    return {
        "label": f"Semaine du {french_day(monday)} au {french_date(sunday)}",
        "days": [
            schedule.hours_for(monday + timedelta(days=offset), today=today) for offset in range(7)
        ],
        "previous_url": address(monday - timedelta(days=7)),
        "next_url": address(monday + timedelta(days=7)),
    }
