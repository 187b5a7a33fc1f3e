"""Writes that touch more than one row, and what they tell the apps above."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from club.telecentres import registry
from club.telecentres.models import Closure, Commune, RoadTime, Telecentre
from club.telecentres.text import fold
from club.users.models import User

COMMUNE_COLUMNS = (
    "insee",
    "name",
    "postcodes",
    "departement",
    "population",
    "latitude",
    "longitude",
)


@transaction.atomic
def create_telecentre(**fields: Any) -> Telecentre:
    """Save a new centre and tell the apps above (a forum opens, say)."""
    telecentre = Telecentre(**fields)
    telecentre.full_clean()
    telecentre.save()
    registry.run("created", telecentre)
    return telecentre


@transaction.atomic
def rename(telecentre: Telecentre, *, name: str, short_name: str) -> Telecentre:
    """Give a centre another name; its slug and its addresses stay."""
    locked = Telecentre.objects.select_for_update().get(pk=telecentre.pk)
    former = locked.name
    locked.name, locked.short_name = name, short_name
    locked.full_clean()
    locked.save(update_fields=("name", "short_name"))
    registry.run("renamed", locked, former_name=former)
    return locked


@transaction.atomic
def close(
    telecentre: Telecentre,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    message: str = "",
    by: User | None = None,
) -> Closure:
    """Record that a centre is shut between two instants, and tell the apps above.

    Idempotent: the same span and reason again returns the closure that stands. Raises
    ValidationError when the end does not follow the start.
    """
    Telecentre.objects.select_for_update().get(pk=telecentre.pk)
    standing = Closure.objects.filter(
        telecentre=telecentre, starts_at=starts_at, ends_at=ends_at, reason=reason
    ).first()
    if standing is not None:
        return standing
    closure = Closure(
        telecentre=telecentre,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        message=message,
        created_by=by,
    )
    closure.full_clean()
    closure.save()
    registry.run("closed", telecentre, closure=closure)
    return closure


@transaction.atomic
def correct_road_time(origin: Telecentre, destination: Telecentre, *, minutes: int) -> RoadTime:
    """Set the road time between two centres, whichever way round it was recorded."""
    row = (
        RoadTime.objects.select_for_update()
        .filter(origin__in=(origin, destination), destination__in=(origin, destination))
        .first()
    ) or RoadTime(origin=origin, destination=destination)
    row.minutes = minutes
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def import_communes(lines: Iterable[str]) -> int:
    """Load communes from CSV lines; a commune already known by its INSEE code is updated.

    Columns: insee, name, postcodes, departement, population, latitude, longitude (degrees).
    Returns how many communes were read. Raises ValueError, naming the line, for a file of another
    shape; nothing is then written.
    """
    reader = csv.DictReader(lines)
    communes: dict[str, Commune] = {}
    try:
        for row in reader:
            commune = _commune(row)
            if commune.insee in communes:
                raise ValueError(f"{commune.insee} is there twice")
            communes[commune.insee] = commune
    except (KeyError, ValueError, ValidationError, csv.Error) as error:
        raise ValueError(f"line {reader.line_num}: {error}") from error
    Commune.objects.bulk_create(
        communes.values(),
        update_conflicts=True,
        unique_fields=("insee",),
        update_fields=("search_name", *COMMUNE_COLUMNS[1:]),
    )
    return len(communes)


def _commune(row: dict[str, str | None]) -> Commune:
    """A commune read from a row of CSV, checked as a form would. Not saved."""
    cells: dict[str, str] = {}
    for column in COMMUNE_COLUMNS:
        text = row[column]
        if text is None or "\x00" in text:
            raise ValueError(f"{column} is missing or holds a NUL")
        cells[column] = text
    latitude, longitude = float(cells.pop("latitude")), float(cells.pop("longitude"))
    if not (isfinite(latitude) and isfinite(longitude)):
        raise ValueError("latitude and longitude must be numbers")
    commune = Commune(
        **(cells | {"population": int(cells["population"])}),
        search_name=fold(cells["name"]),
        latitude=latitude,
        longitude=longitude,
    )
    commune.clean_fields()
    return commune
