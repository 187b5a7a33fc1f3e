"""Finding members: free text, filters and their counts, on what the reader may see only.

All is looked for in the entries of the directory, which hold what a kind of reader is shown and
nothing else: a hidden value changes neither a result nor a count. The same plain comparisons give
the same answers on every database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from club.members.counts import Row, Tally, Wanted, count_together, key_of
from club.members.entries import answering, by_their_words, entries_of
from club.members.models import Member
from club.members.querysets import MemberQuerySet
from club.members.skills import skill_key
from club.members.spelling import mend
from club.members.visibility import Reader
from club.members.words import SkillList, is_in_head, skill_term
from club.telecentres.distance import great_circle_km
from club.telecentres.freshness import remembered
from club.telecentres.models import Commune, Telecentre
from club.telecentres.query import Query, Term

DISTANCES_KM = (5, 10, 20, 30, 50)  # as the crow flies
MAX_SKILLS_SHOWN = 30
EVERYONE_SECONDS = 60

Condition = Callable[..., Q]  # on a row by which an entry is reached: (*, prefix)


@dataclass(frozen=True)
class Filters:
    """What is asked: within a filter any value will do, but each skill is wanted.

    `skills` and `telecentres` are slugs, `statuses` and `availabilities` values of their choices.
    Values that do not exist find nobody. `km` counts only with a commune.
    """

    text: str = ""
    skills: tuple[str, ...] = ()
    telecentres: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    availabilities: tuple[str, ...] = ()
    commune: Commune | None = None
    km: int | None = None


@dataclass(frozen=True)
class Option:
    """A value of a filter, with how many members it would leave."""

    value: str
    label: str
    count: int
    is_selected: bool


@dataclass(frozen=True)
class Result:
    """`entries`: those found, the best first; `count`: how many they are.

    `corrected` is the question as it was mended when nothing answered what was typed, else empty.
    """

    entries: QuerySet[Any]
    members: MemberQuerySet  # the same people, for who reads all of them
    query: Query
    corrected: str = ""
    options: dict[str, list[Option]] = field(default_factory=dict)
    count: int = 0
    has_words: bool = False  # a text or a skill was asked

    def cards(self, first: int, last: int) -> list[Member]:
        """From place `first` to the one before `last`, with what their cards show. Four queries."""
        with by_their_words(self.has_words):
            found = list(self.entries.values_list("pk", flat=True)[first:last])
        members = Member.objects.for_cards().in_bulk(found)
        return [members[pk] for pk in found if pk in members]


def search(filters: Filters, *, reader: Reader) -> Result:
    """The members that a kind of reader finds (VISITOR or CLUB; an owner reads as the club).

    The number of queries does not depend on how many members there are: one for the text and its
    skills, four more to mend it, one for the distance, five for the counts, and those of the page.
    """
    reader = max(reader, Reader.CLUB)
    centres = list(
        Telecentre.objects.order_by("short_name").values_list("pk", "slug", "short_name")
    )
    numbers = {slug: pk for pk, slug, _name in centres}
    wanted = Wanted(
        telecentre=tuple(numbers.get(slug, 0) for slug in filters.telecentres),
        professional_status=filters.statuses,
        availability=filters.availabilities,
        km=filters.km if filters.commune else None,
        places=_distances(filters.commune) if filters.commune else {},
    )
    query, corrected = Query.parse(filters.text), ""
    skills = SkillList.read()
    terms = skills.answer(query.terms)
    base = _with_every_skill(entries_of(reader), filters.skills, skills)
    has_words = bool(terms or filters.skills)
    with by_their_words(has_words):
        if has_words:
            rows = _count(answering(base, terms), wanted)
        else:
            rows = _count_everyone(base, wanted, reader, filters.commune)
        if terms and not rows:
            query, corrected = _mended(query, reader, skills)
            terms = skills.answer(query.terms)
            rows = _count(answering(base, terms), wanted) if corrected else rows
    tally = Tally(rows, wanted)
    options = {
        "skills": _skill_options(tally.skills, filters, skills),
        "telecentres": [
            Option(slug, name, tally.by_filter["telecentre"][pk], slug in filters.telecentres)
            for pk, slug, name in centres
            if tally.by_filter["telecentre"][pk] or slug in filters.telecentres
        ],
        "statuses": _choice_options(
            tally.by_filter["professional_status"], Member.Status.choices, filters.statuses
        ),
        "availabilities": _choice_options(
            tally.by_filter["availability"], Member.Availability.choices, filters.availabilities
        ),
        "distances": _distance_options(tally, filters),
    }
    found, points = wanted.narrow(answering(base, terms)), _points(query, terms, skills)
    return Result(
        _best_first(found, points),
        _best_first(found, points, of_members=True),
        query,
        corrected,
        options,
        tally.total,
        has_words=has_words,
    )


def _with_every_skill(
    entries: QuerySet[Any], slugs: tuple[str, ...], skills: SkillList
) -> QuerySet[Any]:
    wanted = [pk for pk, slug in skills.slugs.items() if slug in slugs]
    if len(wanted) < len(set(slugs)):
        return entries.none()
    return answering(entries, map(skill_term, wanted))


# --- The best first ------------------------------------------------------------------------------


def _points(
    query: Query, terms: tuple[Term, ...], skills: SkillList
) -> list[tuple[Condition, int]]:
    """What makes an entry come first: the very skill asked for, then each of the terms in the name,
    the headline, the activity or the skills."""
    points: list[tuple[Condition, int]] = [(partial(is_in_head, term), 1) for term in terms]
    skill = skills.keys.get(skill_key(query.text))
    if terms and skill:
        points.append((partial(is_in_head, skill_term(skill)), len(terms)))
    return points


def _best_first(
    entries: QuerySet[Any], points: list[tuple[Condition, int]], *, of_members: bool = False
) -> Any:
    """Those of most points, then by name: the entries, or the members whose entries they are."""
    prefix = f"{entries.model._meta.model_name}__" if of_members else ""
    rows: Any = Member.objects.filter(pk__in=entries.values("pk")) if of_members else entries
    by_name = (f"{prefix}sort_name", "pk")
    if not points:
        return rows.order_by(*by_name)
    total: Any = Value(0)
    for condition, count in points:
        total = total + Case(
            When(condition(prefix=prefix), then=Value(count)),
            default=Value(0),
            output_field=IntegerField(),
        )
    return rows.annotate(points=total).order_by("-points", *by_name)


# --- The text, and its typing errors -------------------------------------------------------------


def _mended(query: Query, reader: Reader, skills: SkillList) -> tuple[Query, str]:
    """The question mended, when nobody answers it as it was typed whatever the filters."""
    mended = mend(query, reader, skills)
    if mended == query.text:
        return query, ""
    return replace(Query.parse(mended), text=query.text), mended


# --- Counts --------------------------------------------------------------------------------------


def _distances(origin: Commune) -> dict[int, float]:
    """Kilometres from `origin` to every commune. One query."""
    return {
        commune.pk: great_circle_km(origin, commune)
        for commune in Commune.objects.only("pk", "latitude", "longitude").order_by()
    }


def _count(entries: QuerySet[Any], wanted: Wanted) -> list[Row]:
    bands = sorted({*DISTANCES_KM, wanted.km or DISTANCES_KM[0]}) if wanted.places else []
    return count_together(entries, wanted, bands)


def _count_everyone(
    entries: QuerySet[Any], wanted: Wanted, reader: Reader, commune: Commune | None
) -> list[Row]:
    """The same without a text or a skill: asked by all, remembered until an entry changes, a minute
    at most since the hour may take someone away too. One value at most: nobody fills the cache."""
    asked = (wanted.telecentre, wanted.professional_status, wanted.availability)
    if sum(map(len, asked)) > 1:
        return _count(entries, wanted)
    key = key_of(reader, commune and commune.pk, wanted.km, *asked)
    return remembered(key, partial(_count, entries, wanted), seconds=EVERYONE_SECONDS)


def _skill_options(counts: Counter[int], filters: Filters, skills: SkillList) -> list[Option]:
    """The skills of those found, most shared first; those chosen are always told."""
    found = [
        Option(slug, skills.names[pk], counts[pk], slug in filters.skills)
        for pk, slug in skills.slugs.items()
        if counts[pk]
    ]
    found.sort(key=lambda option: (-option.count, option.value))
    chosen = [option for option in found if option.is_selected]
    others = [option for option in found if not option.is_selected]
    return chosen + others[: max(0, MAX_SKILLS_SHOWN - len(chosen))]


def _choice_options(
    counts: Counter[Any], choices: Iterable[tuple[str, str]], selected: tuple[str, ...]
) -> list[Option]:
    return [
        Option(value, label, counts[value], value in selected)
        for value, label in choices
        if counts[value] or value in selected
    ]


def _distance_options(tally: Tally, filters: Filters) -> list[Option]:
    """How many within each distance of the commune chosen; nothing without one."""
    if filters.commune is None:
        return []
    bands = tally.by_filter["band"]
    return [
        Option(
            str(km),
            f"à moins de {km} km",
            sum(count for band, count in bands.items() if band <= km),
            km == filters.km,
        )
        for km in DISTANCES_KM
    ]
