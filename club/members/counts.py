"""How many members each value of a filter would leave, counted in one reading."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

# The filters of one value each, in the order of a row of `count_together`.
ONE_VALUE = ("telecentre", "professional_status", "availability", "band")
FAR = 10_000  # km: further than every distance that may be asked, or nowhere known

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Wanted:
    """The values asked of each filter of one value; a band is wanted up to `km`."""

    telecentre: tuple[int, ...] = ()
    professional_status: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    km: int | None = None
    places: dict[int, float] = field(default_factory=dict)  # km from where distance is counted

    def narrow(self, entries: QuerySet[Any]) -> QuerySet[Any]:
        """Those of `entries` who show what is asked."""
        for name in ONE_VALUE[:3]:
            if values := getattr(self, name):
                entries = entries.filter(**{f"{name}__in": values})
        if self.km is not None:
            near = [place for place, distance in self.places.items() if distance <= self.km]
            entries = entries.filter(place__in=near)
        return entries

    def as_sql(self) -> tuple[str, list[Any]]:
        """The same as a condition on the columns of ONE_VALUE."""
        parts, params = ["1 = 1"], []
        for name in ONE_VALUE[:3]:
            if values := getattr(self, name):
                parts.append(f"{name} IN ({', '.join(['%s'] * len(values))})")
                params += values
        if self.km is not None:
            parts.append("band <= %s")
            params.append(self.km)
        return " AND ".join(parts), params

    def answers(self, values: Row) -> list[bool]:
        """Whether each value of a row is one that is asked."""
        asked = (self.telecentre, self.professional_status, self.availability)
        among = [not some or value in some for some, value in zip(asked, values, strict=False)]
        return [*among, self.km is None or values[3] <= self.km]


def count_together(entries: QuerySet[Any], wanted: Wanted, bands: list[int]) -> list[Row]:
    """(télécentre, status, availability, band, "", count) of all `entries`, then
    (0, "", "", 0, number of a skill, count) of those who answer `wanted`. One query.

    The band is the smallest of `bands` that reaches where one lives. A few hundred rows, however
    many members there are.
    """
    read = entries.order_by().annotate(band=_band(wanted.places, bands))
    is_postgresql = connection.vendor == "postgresql"
    try:
        inner, params = read.values_list(*ONE_VALUE, "skills").query.sql_with_params()
    except EmptyResultSet:
        return []
    each = (
        "unnest(string_to_array(btrim(skills, ','), ',')) AS one(value)"
        if is_postgresql
        else "json_each('[' || trim(skills, ',') || ']') AS one"
    )
    condition, more = wanted.as_sql()
    # Read once, for both counts.
    sql = f"""
        WITH found (telecentre, professional_status, availability, band, skills)
        AS {"MATERIALIZED" if is_postgresql else ""} ({inner})
        SELECT telecentre, professional_status, availability, band, '', count(*)
        FROM found GROUP BY telecentre, professional_status, availability, band
        UNION ALL
        SELECT 0, '', '', 0, CAST(one.value AS text), count(*)
        FROM found, {each} WHERE {condition} GROUP BY one.value
    """  # noqa: S608  # made of names of columns and of Django's own SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *more])
        rows: list[Row] = cursor.fetchall()
    return rows


def _band(places: dict[int, float], bands: list[int]) -> Case | Value:
    whens, nearer = [], -1.0
    for km in bands:
        ring = [pk for pk, distance in places.items() if nearer < distance <= km]
        nearer = km
        if ring:
            whens.append(When(place__in=ring, then=Value(km)))
    return Case(*whens, default=Value(FAR), output_field=IntegerField()) if whens else Value(FAR)


class Tally:
    """The counts of a search, each filter counted among those who answer all the others."""

    def __init__(self, rows: Iterable[Row], wanted: Wanted) -> None:
        self.total = 0
        self.skills: Counter[int] = Counter()
        self.by_filter: dict[str, Counter[Any]] = {name: Counter() for name in ONE_VALUE}
        for *values, skill, count in rows:
            if skill:
                self.skills[int(skill)] = count
                continue
            failed = [place for place, fits in enumerate(wanted.answers(tuple(values))) if not fits]
            self.total += 0 if failed else count
            for place, name in enumerate(ONE_VALUE):
                if failed in ([], [place]):
                    self.by_filter[name][values[place]] += count


def key_of(*facts: object) -> str:
    """A key of the cache for these facts."""
    return "directory-" + hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
