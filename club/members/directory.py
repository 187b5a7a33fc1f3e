"""Finding members: free text, filters and their counts, on what the reader may see only.

Every filter on a field goes with `shows(field, reader)`: a hidden value changes neither a result
nor a count. The same plain comparisons give the same answers on every database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from club.members.models import Member, Skill, SkillSynonym, TaggedSkill
from club.members.querysets import MemberQuerySet
from club.members.skills import find_skill
from club.members.visibility import Reader, found_by, shows
from club.telecentres.distance import great_circle_km
from club.telecentres.models import Commune, Telecentre
from club.telecentres.query import Query, Term
from club.telecentres.text import fold, is_stop_word, stem, words

DISTANCES_KM = (5, 10, 20, 30, 50)  # as the crow flies
MAX_SKILLS_SHOWN = 30
MIN_LETTERS = 4  # of a word that may hold a typing error
LIKENESS = 0.76


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

    `corrected` is the question as it was mended when nothing answered what was typed, else empty.
    """

    members: MemberQuerySet
    query: Query
    corrected: str = ""
    options: dict[str, list[Option]] = field(default_factory=dict)


def search(filters: Filters, *, reader: Reader) -> Result:
    """The members that a kind of reader finds (VISITOR or CLUB; an owner reads as the club).

    The number of queries does not depend on how many members there are: at most five for the text
    and the distance, five for the counts, and those of the page.
    """
    reader = max(reader, Reader.CLUB)
    query, corrected = _understood(filters.text, reader)
    distances = _distances(filters.commune) if filters.commune else {}
    near = _within(distances, filters.km) if filters.commune and filters.km else None
    found = _asked(filters, query, near, reader, leaving="")
    options = {
        "skills": _skill_options(found, filters, reader),
        "telecentres": _telecentre_options(
            _asked(filters, query, near, reader, leaving="telecentres"), filters, reader
        ),
        "statuses": _choice_options(
            _asked(filters, query, near, reader, leaving="statuses"),
            "professional_status",
            Member.Status.choices,
            filters.statuses,
            reader,
        ),
        "availabilities": _choice_options(
            _asked(filters, query, near, reader, leaving="availabilities"),
            "availability",
            Member.Availability.choices,
            filters.availabilities,
            reader,
        ),
        "distances": _distance_options(
            _asked(filters, query, near, reader, leaving="distance"), filters, distances, reader
        ),
    }
    return Result(_best_first(found, query, reader), query, corrected, options)


def _asked(
    filters: Filters, query: Query, near: set[int] | None, reader: Reader, *, leaving: str
) -> MemberQuerySet:
    """Those who answer every filter but `leaving`, whose counts are being made."""
    members = answering(found_by(reader), query.terms, reader)
    for slug in filters.skills:
        has = TaggedSkill.objects.filter(
            content_object=OuterRef("pk"), tag__slug=slug, tag__state=Skill.State.APPROVED
        )
        members = members.filter(shows("skills", reader), Exists(has))
    if filters.telecentres and leaving != "telecentres":
        at_home = Q(home_telecentre__slug__in=filters.telecentres)
        members = members.filter(shows("home_telecentre", reader) & at_home)
    if filters.statuses and leaving != "statuses":
        named = Q(professional_status__in=filters.statuses)
        members = members.filter(shows("professional_status", reader) & named)
    if filters.availabilities and leaving != "availabilities":
        named = Q(availability__in=filters.availabilities)
        members = members.filter(shows("availability", reader) & named)
    if near is not None and leaving != "distance":
        members = members.filter(_lives_in(near, reader))
    return members


def _lives_in(communes: Iterable[int], reader: Reader) -> Q:
    """Members of these communes; who shows no commune stands where their télécentre is."""
    commune_is_shown = shows("commune", reader) & Q(commune__isnull=False)
    at_home = shows("home_telecentre", reader) & Q(home_telecentre__commune__in=communes)
    return (commune_is_shown & Q(commune__in=communes)) | (~commune_is_shown & at_home)


def column(what: str, reader: Reader) -> str:
    """The column of the index that this kind of reader may search: « words » or « head »."""
    return f"public_{what}" if reader is Reader.VISITOR else f"club_{what}"


def answering(members: Any, terms: Iterable[Term], reader: Reader) -> MemberQuerySet:
    """Those of `members` who hold every term in what this kind of reader sees of them."""
    for term in terms:
        members = members.filter(_holds(column("words", reader), term))
    found: MemberQuerySet = members
    return found


def _holds(words: str, term: Term) -> Q:
    holds = Q()
    for pattern in term.patterns:
        holds |= Q(**{f"{words}__contains": pattern})
    return holds


def _best_first(members: Any, query: Query, reader: Reader) -> MemberQuerySet:
    """Who has the very skill asked for, then who holds most of the terms in their name, headline or
    skills, then by name."""
    points: Any = Value(0)
    for term in query.terms:
        points = points + Case(
            When(_holds(column("head", reader), term), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    skill = find_skill(query.text) if query.terms else None
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


def _understood(text: str, reader: Reader) -> tuple[Query, str]:
    """The question, mended when nobody answers it as it was typed."""
    query = Query.parse(text)
    if not query.terms or answering(found_by(reader), query.terms, reader).exists():
        return query, ""
    mended = _mended(query.text, reader)
    if mended == query.text:
        return query, ""
    return replace(Query.parse(mended), text=query.text), mended


def _mended(text: str, reader: Reader) -> str:
    """The text with each unknown word replaced by the nearest that this reader could find."""
    known = _vocabulary(reader)
    stems = {stem(word) for word in known}
    mended = []
    for told in text.split():
        parts = words(told)
        word = parts[-1] if parts else ""
        if len(word) >= MIN_LETTERS and not is_stop_word(word) and stem(word) not in stems:
            near = [one for one in known if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
            closest = get_close_matches(word, near, n=1, cutoff=LIKENESS)
            told = known[closest[0]] if closest else told
        mended.append(told)
    return " ".join(mended)


def _vocabulary(reader: Reader) -> dict[str, str]:
    """The words of the directory for this reader: folded → as people write them. Two queries."""
    found = {
        word: word
        for indexed in found_by(reader).values_list(column("words", reader), flat=True)
        for word in indexed.split()
    }
    names = SkillSynonym.objects.filter(skill__state=Skill.State.APPROVED)
    for name in names.values_list("name", flat=True):
        for word in name.lower().split():
            if fold(word) in found:
                found[fold(word)] = word
    return found


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
        Skill.objects.approved()
        .filter(uses__content_object__in=having)
        .annotate(count=Count("uses", filter=Q(uses__content_object__in=having)))
        .order_by("-count", "slug")
        .values_list("slug", "name", "count")
    )
    found = [Option(slug, name, count, slug in filters.skills) for slug, name, count in rows]
    chosen = [option for option in found if option.is_selected]
    others = [option for option in found if not option.is_selected]
    return chosen + others[: max(0, MAX_SKILLS_SHOWN - len(chosen))]


def _telecentre_options(members: Any, filters: Filters, reader: Reader) -> list[Option]:
    shown = members.filter(shows("home_telecentre", reader)).order_by().values("pk")
    rows = (
        Telecentre.objects.annotate(count=Count("members", filter=Q(members__in=shown)))
        .filter(Q(count__gt=0) | Q(slug__in=filters.telecentres))
        .order_by("short_name")
        .values_list("slug", "short_name", "count")
    )
    return [Option(slug, name, count, slug in filters.telecentres) for slug, name, count in rows]


def _choice_options(
    members: Any,
    name: str,
    choices: Iterable[tuple[str, str]],
    selected: tuple[str, ...],
    reader: Reader,
) -> list[Option]:
    shown = members.filter(shows(name, reader)).exclude(**{name: ""}).order_by()
    counts = dict(shown.values_list(name).annotate(count=Count("pk")))
    return [
        Option(value, label, counts.get(value, 0), value in selected)
        for value, label in choices
        if counts.get(value) or value in selected
    ]


def _distance_options(
    members: Any, filters: Filters, distances: dict[int, float], reader: Reader
) -> list[Option]:
    """How many within each distance of the commune chosen; nothing without one."""
    if filters.commune is None:
        return []
    is_shown = shows("commune", reader) & Q(commune__isnull=False)
    by_home = Q(shows("home_telecentre", reader))
    place = Case(
        When(is_shown, then="commune"), When(by_home, then="home_telecentre__commune"), default=None
    )
    counts = dict(
        members.order_by().annotate(place=place).values_list("place").annotate(count=Count("pk"))
    )
    return [
        Option(
            str(km),
            f"à moins de {km} km",
            sum(counts.get(pk, 0) for pk in _within(distances, km)),
            km == filters.km,
        )
        for km in DISTANCES_KM
    ]
