"""The registry of search providers: each app says what of its own a reader may find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from club.telecentres.query import Query
from club.telecentres.text import stems

TITLE_SCORE, WHOLE_TITLE_SCORE, INTRODUCTION_SCORE, TEXT_SCORE = 100, 50, 10, 1
MAX_MATCHES = 1000  # of one provider: more than anyone will read


@dataclass(frozen=True)
class Match:
    """Something found. `key` lets its provider read it again; `missing` counts the words asked for
    that it does not hold."""

    source: str
    key: int
    kind: str
    title: str
    score: int
    missing: int = 0
    day: date | None = None

    @property
    def rank(self) -> tuple[Any, ...]:
        """Sorts the best first: nothing missing, highest score, newest, then by title."""
        age = -self.day.toordinal() if self.day else 0
        return (self.missing, -self.score, age, self.title, self.source, self.key)


@dataclass(frozen=True)
class Hit:
    """A match as it is shown. `introduction` and `body` are plain text: excerpts come from them."""

    title: str
    url: str
    label: str  # what it is, in French: « Page »
    introduction: str = ""
    body: str = ""
    day: date | None = None


# `find` takes the question and the reader (an account or AnonymousUser), and returns only what that
# reader may open: what holds every word asked for, else what holds some of them (`missing`).
Find = Callable[[Query, Any], list[Match]]
# `read` gives the hits of the keys that `find` gave to the same reader; one gone since is left out.
Read = Callable[[Sequence[int], Any], Mapping[int, Hit]]


@dataclass(frozen=True)
class Source:
    """A registered provider, with the kinds it finds: value of the filter → French title."""

    slug: str
    kinds: Mapping[str, str]
    find: Find
    read: Read


_sources: dict[str, Source] = {}


def register(slug: str, kinds: Mapping[str, str], *, find: Find, read: Read) -> None:
    """Add a provider, or replace the one of the same slug."""
    _sources[slug] = Source(slug, kinds, find, read)


def sources() -> list[Source]:
    """Every provider, in the order of registration."""
    return list(_sources.values())


def score(
    query: Query, *, heading: str, title: str, introduction: str, everything: str
) -> tuple[int, int]:
    """The score of something indexed, and how many of the terms it lacks.

    Each term counts where it stands best: title before introduction before the rest. A heading that
    says nothing else than what was asked comes first of its like. All but `heading` are in the
    form of `index_words`.
    """
    points = missing = 0
    for term in query.terms:
        if term.is_in(title):
            points += TITLE_SCORE
        elif term.is_in(introduction):
            points += INTRODUCTION_SCORE
        elif term.is_in(everything):
            points += TEXT_SCORE
        else:
            missing += 1
    if not missing and query.stems.issuperset(stems(heading)):
        points += WHOLE_TITLE_SCORE
    return points, missing
