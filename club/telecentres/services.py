"""Writes that touch more than one row, and what they tell the apps above."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from club.telecentres import registry
from club.telecentres.models import Closure, Commune, RoadTime, Telecentre
from club.telecentres.text import fold
from club.users.models import User


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
    Returns how many communes were read. Raises KeyError or ValueError, naming the line, for a
    file of another shape; nothing is then written.
    """
    communes = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            communes.append(
                Commune(
                    insee=row["insee"],
                    name=row["name"],
                    search_name=fold(row["name"]),
                    postcodes=row["postcodes"],
                    departement=row["departement"],
                    population=int(row["population"]),
                    latitude=float(row["latitude"]),
                    longitude=float(row["longitude"]),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number}: {error}") from error
    Commune.objects.bulk_create(
        communes,
        update_conflicts=True,
        unique_fields=("insee",),
        update_fields=(
            "name",
            "search_name",
            "postcodes",
            "departement",
            "population",
            "latitude",
            "longitude",
        ),
    )
    return len(communes)
