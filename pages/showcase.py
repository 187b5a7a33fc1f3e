"""What public pages show of the network, read in a bounded number of queries."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from club.telecentres.distance import RoadTimes, road_km
from club.telecentres.figures import network_figures
from club.telecentres.french import french_date, french_day, french_number
from club.telecentres.hours import (
    DayHours,
    Schedule,
    local_day,
    schedules,
    schedules_around,
)
from club.telecentres.models import Notice, Objective, Space, Telecentre
from club.telecentres.network import NetworkMap, build_map

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
KIND_ORDER = list(PLURALS)


def telecentre_url(telecentre: Telecentre) -> str:
    """The fixed public address of a centre (PRODUCT §4)."""
    return f"/telecentres/{telecentre.slug}/"


def shown_telecentres() -> list[Telecentre]:
    """Centres in service whose page anyone may read, with their positions counted.

    Three queries.
    """
    from pages.models import TelecentrePage

    return list(
        Telecentre.objects.active()
        .filter(page__in=TelecentrePage.objects.live().public())
        .with_positions()
        .select_related("commune")
        .prefetch_related("equipment")
        .order_by("short_name")
    )


def network_map(kept: set[int] | None = None) -> NetworkMap:
    """The map, at this instant; centres not in `kept` (primary keys) are dimmed. Six queries."""
    now = timezone.now()
    centres = shown_telecentres()
    found = schedules_around(centres, now)
    return build_map(
        centres,
        statuses={pk: schedule.status_at(now) for pk, schedule in found.items()},
        urls={centre.pk: telecentre_url(centre) for centre in centres},
        road_times=RoadTimes.load(),
        kept=kept,
    )


def telecentre_cards() -> list[dict[str, Any]]:
    """One card per centre: its status now, its spaces by kind, its equipment."""
    now = timezone.now()
    centres = shown_telecentres()
    found = schedules_around(centres, now)
    spaces: dict[int, list[Space]] = {centre.pk: [] for centre in centres}
    for space in (
        Space.objects.active().filter(telecentre__in=centres).prefetch_related("equipment")
    ):
        spaces[space.telecentre_id].append(space)
    return [
        {
            "telecentre": centre,
            "url": telecentre_url(centre),
            "status": found[centre.pk].status_at(now),
            "positions": centre.positions_count,
            "kinds": [
                {"label": group["label"], "count": group["count"]}
                for group in space_groups(spaces[centre.pk])
            ],
            "equipment_ids": {item.pk for item in centre.equipment.all()}
            | {item.pk for space in spaces[centre.pk] for item in space.equipment.all()},
            "equipment": sorted(
                {item.name for item in centre.equipment.all()}
                | {item.name for space in spaces[centre.pk] for item in space.equipment.all()}
            ),
        }
        for centre in centres
    ]


def space_groups(spaces: list[Space]) -> list[dict[str, Any]]:
    """Spaces gathered by kind, in the order of the catalogue; the label agrees in number."""
    ordered = sorted(spaces, key=lambda space: (KIND_ORDER.index(space.kind), space.name))
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
    figures = network_figures() if objectives else {}
    return [
        {
            "objective": objective,
            "figure_value": french_number(figures[objective.figure]),
            "figure_label": objective.figure_label,
        }
        for objective in objectives
    ]


def telecentre_context(telecentre: Telecentre, *, base_url: str, day: str) -> dict[str, Any]:
    """What the page of a centre shows. `day` is the ?jour= of the address: ISO, or anything."""
    now = timezone.now()
    today = local_day(now)
    asked, message = _asked_day(day, today)
    measures = telecentre.broadband_measures.filter(space=None)
    managers = telecentre.managers.select_related("user").order_by("user__public_name")
    return {
        "telecentre": telecentre,
        "status": schedules_around([telecentre], now)[telecentre.pk].status_at(now),
        "week": _week(telecentre, asked, today, base_url),
        "message": message,
        "space_groups": space_groups(
            list(telecentre.spaces.filter(is_active=True).prefetch_related("equipment", "photos"))
        ),
        "measure": measures.first(),
        "managers": [
            {"name": row.user.public_name, "phone": row.public_phone}
            for row in managers
            if row.user.is_active
        ],
        "notices": Notice.objects.shown_at(now).filter(telecentre=telecentre),
        "closures": telecentre.closures.filter(ends_at__gt=now).order_by("starts_at"),
        "neighbours": nearest(telecentre),
        "itinerary_url": "https://www.openstreetmap.org/directions?to="
        f"{telecentre.latitude:.5f}%2C{telecentre.longitude:.5f}",
    }


def nearest(telecentre: Telecentre, *, count: int = NEIGHBOURS) -> list[dict[str, Any]]:
    """The nearest other centres by road, with minutes and rounded kilometres. Two queries."""
    road_times = RoadTimes.load()
    others = [centre for centre in shown_telecentres() if centre.pk != telecentre.pk]
    others.sort(key=lambda centre: road_times.between(telecentre, centre))
    return [
        {
            "telecentre": centre,
            "url": telecentre_url(centre),
            "minutes": road_times.between(telecentre, centre),
            "kilometres": round(road_km(telecentre, centre)),
        }
        for centre in others[:count]
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


def _week(telecentre: Telecentre, asked: date, today: date, base_url: str) -> dict[str, Any]:
    monday = asked - timedelta(days=asked.weekday())
    sunday = monday + timedelta(days=6)
    schedule = schedules([telecentre], first=monday, last=sunday)[telecentre.pk]
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)

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
        "previous_url": address(before),
        "next_url": address(after),
    }
