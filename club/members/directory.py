"""Finding members: free text, filters and their counts, on what the reader may see only.

Every filter on a field goes with `shows(field, reader)`: a hidden value changes neither a result
nor a count. The same plain comparisons give the same answers on every database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from club.members.counts import Tally, rows_of
from club.members.models import Member, Skill, TaggedSkill
from club.members.querysets import MemberQuerySet
from club.members.skills import find_skill
from club.members.spelling import mend
from club.members.visibility import Reader, found_by, shows
from club.members.words import Holds, column, reads
from club.telecentres.distance import great_circle_km
from club.telecentres.models import Commune, Telecentre
from club.telecentres.query import Query, Term

DISTANCES_KM = (5, 10, 20, 30, 50)  # as the crow flies
MAX_SKILLS_SHOWN = 30


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
    """`members`: a queryset, the best first, to be cut into pages and read with `for_cards()`.

    `corrected` is the question as it was mended when nothing answered what was typed, else empty;
    `count`: how many members there are.
    """

    members: MemberQuerySet
    query: Query
    corrected: str = ""
    options: dict[str, list[Option]] = field(default_factory=dict)
    count: int = 0


def search(filters: Filters, *, reader: Reader) -> Result:
    """The members that a kind of reader finds (VISITOR or CLUB; an owner reads as the club).

    The number of queries does not depend on how many members there are: at most five for the text,
    one for the distance, three for the counts, and those of the page.
    """
    reader = max(reader, Reader.CLUB)
    query, corrected = Query.parse(filters.text), ""
    distances = _distances(filters.commune) if filters.commune else {}
    asked = filters if filters.commune else replace(filters, km=None)
    bands = sorted({*DISTANCES_KM, asked.km or DISTANCES_KM[0]}) if distances else []
    base = _base(query, filters, reader)
    rows = rows_of(base, distances, bands, reader)
    if query.terms and not rows:
        query, corrected = _mended(query, reader)
        base = _base(query, filters, reader)
        rows = rows_of(base, distances, bands, reader) if corrected else rows
    tally = Tally(rows, asked)
    found = _narrowed(base, asked, distances, reader)
    options = {
        "skills": _skill_options(found, filters, reader),
        "telecentres": _telecentre_options(tally, filters),
        "statuses": _choice_options(
            tally.by_filter["statuses"], Member.Status.choices, filters.statuses
        ),
        "availabilities": _choice_options(
            tally.by_filter["availabilities"], Member.Availability.choices, filters.availabilities
        ),
        "distances": _distance_options(tally, filters),
    }
    return Result(_best_first(found, query, reader), query, corrected, options, tally.total)


def _base(query: Query, filters: Filters, reader: Reader) -> MemberQuerySet:
    """Those who answer the text and the skills."""
    members: Any = answering(found_by(reader), query.terms, reader)
    for slug in filters.skills:
        has = TaggedSkill.objects.filter(tag__slug=slug, tag__state=Skill.State.APPROVED)
        members = members.filter(shows("skills", reader), pk__in=has.values("content_object"))
    found: MemberQuerySet = members
    return found


def _narrowed(
    members: Any, filters: Filters, distances: dict[int, float], reader: Reader
) -> MemberQuerySet:
    """Those of `members` who answer the filters that count by one value."""
    if filters.telecentres:
        at_home = Q(home_telecentre__slug__in=filters.telecentres)
        members = members.filter(shows("home_telecentre", reader) & at_home)
    if filters.statuses:
        named = Q(professional_status__in=filters.statuses)
        members = members.filter(shows("professional_status", reader) & named)
    if filters.availabilities:
        named = Q(availability__in=filters.availabilities)
        members = members.filter(shows("availability", reader) & named)
    if filters.km is not None:
        members = members.filter(_lives_in(_within(distances, filters.km), reader))
    found: MemberQuerySet = members
    return found


def _lives_in(communes: Iterable[int], reader: Reader) -> Q:
    """Members of these communes; who shows no commune stands where their télécentre is."""
    commune_is_shown = shows("commune", reader) & Q(commune__isnull=False)
    at_home = shows("home_telecentre", reader) & Q(home_telecentre__commune__in=communes)
    return (commune_is_shown & Q(commune__in=communes)) | (~commune_is_shown & at_home)


def answering(members: Any, terms: Iterable[Term], reader: Reader) -> MemberQuerySet:
    """Those of `members` who hold every term in what this kind of reader sees of them."""
    for term in terms:
        members = members.filter(Holds(column("words", reader), term))
    found: MemberQuerySet = members
    return found


def _best_first(members: Any, query: Query, reader: Reader) -> MemberQuerySet:
    """Who has the very skill asked for, then who holds most of the terms in their name, headline or
    skills, then by name."""
    if not query.terms:
        by_name: MemberQuerySet = members.order_by("user__public_name", "pk")
        return by_name
    points: Any = Value(0)
    for term in query.terms:
        points = points + Case(
            When(reads(column("head", reader), term), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    skill = find_skill(query.text)
    if skill is not None and skill.state == Skill.State.APPROVED:
        has = Exists(TaggedSkill.objects.filter(content_object=OuterRef("pk"), tag=skill))
        points = points + Case(
            When(shows("skills", reader) & Q(has), then=Value(len(query.terms))),
            default=Value(0),
            output_field=IntegerField(),
        )
    ranked: MemberQuerySet = members.annotate(points=points).order_by(
        "-points", "user__public_name", "pk"
    )
    return ranked


# --- The text, and its typing errors -------------------------------------------------------------


def _mended(query: Query, reader: Reader) -> tuple[Query, str]:
    """The question mended, when nobody answers it as it was typed whatever the filters."""
    mended = mend(query, reader)
    if mended == query.text:
        return query, ""
    return replace(Query.parse(mended), text=query.text), mended


# --- Distance ------------------------------------------------------------------------------------


def _distances(origin: Commune) -> dict[int, float]:
    """Kilometres from `origin` to every commune. One query."""
    return {
        commune.pk: great_circle_km(origin, commune)
        for commune in Commune.objects.only("pk", "latitude", "longitude").order_by()
    }


def _within(distances: dict[int, float], km: int) -> set[int]:
    return {pk for pk, distance in distances.items() if distance <= km}


# --- Counts --------------------------------------------------------------------------------------


def _skill_options(members: Any, filters: Filters, reader: Reader) -> list[Option]:
    """The skills of those found, most shared first; those chosen are always told."""
    having = members.filter(shows("skills", reader)).order_by().values("pk")
    rows = (
        TaggedSkill.objects.filter(content_object__in=having, tag__state=Skill.State.APPROVED)
        .values_list("tag__slug", "tag__name")
        .annotate(count=Count("pk"))
        .order_by("-count", "tag__slug")
    )
    found = [Option(slug, name, count, slug in filters.skills) for slug, name, count in rows]
    chosen = [option for option in found if option.is_selected]
    others = [option for option in found if not option.is_selected]
    return chosen + others[: max(0, MAX_SKILLS_SHOWN - len(chosen))]


def _telecentre_options(tally: Tally, filters: Filters) -> list[Option]:
    counts = tally.by_filter["telecentres"]
    rows = Telecentre.objects.filter(slug__in=[*filter(None, counts), *filters.telecentres])
    return [
        Option(slug, name, counts[slug], slug in filters.telecentres)
        for slug, name in rows.order_by("short_name").values_list("slug", "short_name")
    ]


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
    bands = tally.by_filter["distance"]
    return [
        Option(
            str(km),
            f"à moins de {km} km",
            sum(count for band, count in bands.items() if band <= km),
            km == filters.km,
        )
        for km in DISTANCES_KM
    ]
