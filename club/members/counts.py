"""How many members each value of a filter would leave, counted together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When

from club.members.visibility import Reader, shows

if TYPE_CHECKING:
    from club.members.directory import Filters

# The filters of one value each, in the order of a row of `rows_of`.
ONE_VALUE = ("telecentres", "statuses", "availabilities", "distance")
FAR = 10_000  # km: further than every distance that may be asked, or nowhere known

Row = tuple[Any, ...]


def rows_of(
    members: Any, distances: dict[int, float], bands: list[int], reader: Reader
) -> list[Row]:
    """(télécentre, status, availability, band, count): what these members show. One query.

    The band is the smallest of `bands` that reaches where one lives. A few hundred rows at most,
    however many members there are.
    """
    rows = (
        members.order_by()
        .annotate(
            shown_centre=_shown("home_telecentre", reader, Value("")),
            shown_status=_shown("professional_status", reader, Value("")),
            shown_availability=_shown("availability", reader, Value("")),
            band=_band(distances, bands, reader) if bands else Value(FAR),
        )
        .values_list("shown_centre", "shown_status", "shown_availability", "band")
        .annotate(count=Count("pk"))
    )
    return list(rows)


def _shown(name: str, reader: Reader, nothing: Any) -> Case:
    then = F("home_telecentre__slug") if name == "home_telecentre" else F(name)
    return Case(When(shows(name, reader), then=then), default=nothing, output_field=CharField())


def _band(distances: dict[int, float], bands: list[int], reader: Reader) -> Case:
    commune_is_shown = shows("commune", reader) & Q(commune__isnull=False)
    by_home = ~commune_is_shown & shows("home_telecentre", reader)
    whens, nearer = [], -1.0
    for km in bands:
        ring = [pk for pk, distance in distances.items() if nearer < distance <= km]
        nearer = km
        if ring:
            home = by_home & Q(home_telecentre__commune__in=ring)
            whens.append(When((commune_is_shown & Q(commune__in=ring)) | home, then=Value(km)))
    return Case(*whens, default=Value(FAR), output_field=IntegerField())


class Tally:
    """The counts of a search, each filter counted among those who answer all the others."""

    def __init__(self, rows: Iterable[Row], filters: Filters) -> None:
        self.filters = filters
        self.total = 0
        self.by_filter: dict[str, Counter[Any]] = {name: Counter() for name in ONE_VALUE}
        wanted = (filters.telecentres, filters.statuses, filters.availabilities)
        for *values, count in rows:
            answers = [
                not asked or value in asked for asked, value in zip(wanted, values, strict=False)
            ]
            answers.append(filters.km is None or values[3] <= filters.km)
            failed = [place for place, answer in enumerate(answers) if not answer]
            self.total += 0 if failed else count
            for place, name in enumerate(ONE_VALUE):
                if failed in ([], [place]):
                    self.by_filter[name][values[place]] += count
