"""What the address of a directory asks: its filters, read without trust, and addresses like it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from club.members.directory import DISTANCES_KM, Filters
from club.members.models import Member
from club.telecentres.models import Commune
from club.telecentres.query import Query
from club.telecentres.text import fold

MAX_VALUES = 10  # of one filter
MAX_COMMUNE = 80
MAX_PAGE_DIGITS = 6
CARDS, LIST = "cartes", "liste"
DEFAULT_KM = 20
_WORD = re.compile(r"[a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9-]{1,100}")
# The filters that take several values: name of the parameter → name in `Filters`.
MANY = {
    "competence": "skills",
    "telecentre": "telecentres",
    "statut": "statuses",
    "disponibilite": "availabilities",
}


@dataclass(frozen=True)
class Asked:
    """`commune_text` is the commune as it was typed, kept even when it names none we know."""

    filters: Filters = field(default_factory=Filters)
    commune_text: str = ""
    layout: str = CARDS
    page: str = "1"

    @property
    def is_filtered(self) -> bool:
        return self.filters != Filters()

    @property
    def unknown_commune(self) -> str:
        return "" if self.filters.commune else self.commune_text

    def parameters(self) -> list[tuple[str, str]]:
        """Of the same question in an address, the page left out."""
        found = [("q", self.filters.text)] if self.filters.text else []
        for name, key in MANY.items():
            found += [(name, value) for value in getattr(self.filters, key)]
        if self.commune_text:
            found.append(("commune", self.commune_text))
            if self.filters.km:
                found.append(("km", str(self.filters.km)))
        if self.layout != CARDS:
            found.append(("vue", self.layout))
        return found

    def address(self, base: str, *, page: int = 1) -> str:
        asked = self.parameters() + ([("page", str(page))] if page > 1 else [])
        return f"{base}?{urlencode(asked)}" if asked else base

    def without(self, name: str, value: str = "") -> Asked:
        """The same without one value of a filter, or without the text or the place."""
        if name == "q":
            return replace(self, filters=replace(self.filters, text=""))
        if name == "commune":
            bare = replace(self.filters, commune=None, km=None)
            return replace(self, filters=bare, commune_text="")
        kept = tuple(one for one in getattr(self.filters, MANY[name]) if one != value)
        change: dict[str, Any] = {MANY[name]: kept}
        return replace(self, filters=replace(self.filters, **change))

    def in_layout(self, layout: str) -> Asked:
        return replace(self, layout=layout)

    def saying(self, text: str) -> Asked:
        return replace(self, filters=replace(self.filters, text=text))


def read_query(data: QueryDict) -> Asked:
    """Whatever the address holds: what means nothing is left out. One query with a commune."""
    text = _printable(data.get("commune", ""))[:MAX_COMMUNE]
    commune = find_commune(text) if text else None
    page, km = data.get("page", "1"), data.get("km", "")
    kilometres = int(km) if km in {str(one) for one in DISTANCES_KM} else DEFAULT_KM
    return Asked(
        filters=Filters(
            text=Query.parse(data.get("q", "")).text,
            skills=_slugs(data.getlist("competence")),
            telecentres=_slugs(data.getlist("telecentre")),
            statuses=_among(data.getlist("statut"), Member.Status.values),
            availabilities=_among(data.getlist("disponibilite"), Member.Availability.values),
            commune=commune,
            km=kilometres if commune else None,
        ),
        commune_text=commune.name if commune else text,
        layout=LIST if data.get("vue") == LIST else CARDS,
        page=page if len(page) <= MAX_PAGE_DIGITS else "1",
    )


def find_commune(text: str) -> Commune | None:
    """The commune of this name or postcode: of the Cantal before others, then the most peopled."""
    asked = _spelling(text)
    if not asked:
        return None
    if re.fullmatch(r"\d{5}", text):
        found = list(Commune.objects.filter(postcodes__contains=text))
    else:
        alike = Commune.objects.filter(search_name__startswith=asked[0])
        found = [one for one in alike if _spelling(one.search_name) == asked]
    return min(found, key=lambda one: (one.departement != "15", -one.population), default=None)


def _spelling(name: str) -> list[str]:
    """« St Flour » is « Saint-Flour »."""
    full = {"st": "saint", "ste": "sainte"}
    return [full.get(word, word) for word in _WORD.findall(fold(name))]


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _slugs(values: list[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(value for value in values if _SLUG.fullmatch(value))
    return tuple(kept)[:MAX_VALUES]


def _among(values: list[str], choices: list[str]) -> tuple[str, ...]:
    return tuple(choice for choice in choices if choice in values)
