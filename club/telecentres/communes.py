"""Finding the commune that someone means: « 15300 Murat », « saint flour », « 15300 »."""

from __future__ import annotations

import re
from difflib import get_close_matches

from club.telecentres.models import Commune
from club.telecentres.text import words

MAX_TYPED = 100  # characters that are read
MAX_NEAR = 6
LIKENESS = 0.7
_SHORT = {"st": "saint", "ste": "sainte"}


class CommuneNotFound(Exception):
    """Nothing, or more than one commune, is called that; `near` are those it may be."""

    def __init__(self, near: list[Commune]) -> None:
        super().__init__("Not one commune.")
        self.near = near


def commune_label(commune: Commune) -> str:
    """« 15300 Murat »: what is typed, and shown again."""
    return f"{commune.postcodes.split()[0]} {commune.name}"


def find_commune(typed: str) -> Commune:
    """The commune of this name, postcode, or both. Raises CommuneNotFound. One query.

    A département in brackets, as in « Murat (15) », tells namesakes apart.
    """
    told = words(typed[:MAX_TYPED])
    name = " ".join(_SHORT.get(word, word) for word in told if not word.isdigit())
    number = next((word for word in told if re.fullmatch(r"[0-9]{2,5}", word)), "")
    everywhere = list(Commune.objects.all())
    named = [one for one in everywhere if name and _name(one) == name]
    numbered = [one for one in everywhere if number and _has(one, number)]
    if not number or not name:
        found = named or numbered
    else:
        found = [one for one in named if _has(one, number)]
    if len(found) == 1:
        return found[0]
    raise CommuneNotFound((found or named or _near(name, everywhere) or numbered)[:MAX_NEAR])


def _name(commune: Commune) -> str:
    return " ".join(words(commune.name))


def _has(commune: Commune, number: str) -> bool:
    return number in commune.postcodes.split() or number == commune.departement


def _near(name: str, communes: list[Commune]) -> list[Commune]:
    """Those whose name begins so, else those written much like it."""
    if not name:
        return []
    by_name: dict[str, list[Commune]] = {}
    for one in communes:
        by_name.setdefault(_name(one), []).append(one)
    close = [known for known in by_name if known.startswith(name)] or get_close_matches(
        name, by_name, n=MAX_NEAR, cutoff=LIKENESS
    )
    return [one for known in close for one in by_name[known]]
