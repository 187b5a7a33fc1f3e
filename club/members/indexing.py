"""What the directory keeps of each member for each kind of reader, kept right by the services.

It is made from what that reader is shown, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils import timezone

from club.members.entries import MODELS
from club.members.models import DirectoryWord, Member, Skill
from club.members.models.directory import DirectoryEntry
from club.members.querysets import FRESH_FOR
from club.members.visibility import Reader, visible_fields, what_is_shown
from club.members.words import SKILL, SkillList
from club.telecentres.freshness import renew_version
from club.telecentres.text import fold, index_words

BATCH = 200
MAX_WORD = 80  # letters
MANY_WORDS = 5000  # in one query
HEAD = ("name", "headline", "activity")
REST = (
    "professional_status",
    "company",
    "siret",
    "commune",
    "home_telecentre",
    "biography",
    "languages",
    "availability",
    "offers",
    "looks_for",
)
_COLUMNS = [field.name for field in MODELS[Reader.CLUB]._meta.fields if field.name != "member"]


def index_member(member: Member) -> None:
    """Index one member as the database holds them now."""
    index_members([member.pk])


def index_members(pks: Iterable[int]) -> int:
    """Index these members again, by batches; how many there are."""
    wanted = sorted(set(pks))
    for start in range(0, len(wanted), BATCH):
        _index_batch(wanted[start : start + BATCH])
    return len(wanted)


@transaction.atomic
def _index_batch(pks: list[int]) -> None:
    # Locked: a profile written meanwhile must not be indexed as it was before.
    locked = Member.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
    members = list(
        locked.order_by("pk")
        .select_related("user", "commune", "home_telecentre", "organisation")
        .prefetch_related("tagged_skills__tag")
    )
    entries = []
    for reader, model in MODELS.items():
        made = [model(**values) for one in members if (values := entry_of(one, reader))]
        model.objects.filter(pk__in=pks).exclude(pk__in=[one.pk for one in made]).delete()
        model.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["member"], update_fields=_COLUMNS
        )
        entries += made
    _remember_words(entries)
    renew_version()


def entry_of(member: Member, reader: Reader) -> dict[str, Any]:
    """The columns of what this kind of reader (VISITOR or CLUB) is shown of a member.

    Nothing of who is not to be found, now or later, until the services write them again. Makes no
    query on a member read as `_index_batch` does.
    """
    until = shown_until(member)
    is_kept = reader is Reader.CLUB or member.is_in_public_catalogue
    if until is None or until <= timezone.now() or not is_kept:
        return {}
    seen, shown = what_is_shown(member, reader), visible_fields(member, reader)
    centre = member.home_telecentre if "home_telecentre" in shown else None
    commune = member.commune_id if "commune" in shown else None
    tags = [use.tag for use in member.tagged_skills.all()] if "skills" in shown else []
    skills = sorted(tag.pk for tag in tags if tag.state == Skill.State.APPROVED)
    head = words_of(getattr(seen, name) for name in HEAD)
    everything = head | words_of(getattr(seen, name) for name in REST)
    everything |= {f"{SKILL}{pk}" for pk in skills}
    return {
        "member": member,
        "shown_from": member.starts_on,
        "shown_until": until,
        "telecentre_id": centre.pk if centre else None,
        "place_id": commune or (centre.commune_id if centre else None),
        "professional_status": member.professional_status if seen.professional_status else "",
        "availability": member.availability if seen.availability else "",
        "skills": "".join(f",{pk}" for pk in skills) + "," if skills else "",
        "sort_name": fold(seen.name)[:160],
        "head": between_spaces(head),
        "words": between_spaces(everything),
    }


def shown_until(member: Member) -> datetime | None:
    """When a member leaves the directory if nothing changes; None for who is not in it.

    It says of one moment what `MemberQuerySet.active` and `fresh` say of now.
    """
    confirmed = member.last_confirmed_at
    if member.state != Member.State.ACTIVE or member.ends_on is None or confirmed is None:
        return None
    day_after = datetime.combine(member.ends_on + timedelta(days=1), time.min)
    return min(timezone.make_aware(day_after), confirmed + FRESH_FOR)


def words_of(texts: Iterable[str]) -> set[str]:
    """The indexed words of each text, but what is longer than any word: PostgreSQL indexes none of
    2 kB."""
    found = chain.from_iterable(index_words(text).split() for text in texts)
    return {word for word in found if len(word) <= MAX_WORD}


def between_spaces(words: Iterable[str]) -> str:
    told = " ".join(sorted(words))
    return f" {told} " if told else ""


def _remember_words(entries: list[DirectoryEntry]) -> None:
    """Keep the words that are new, for the correction of typing errors."""
    wanted = sorted(_said_in((one.words, one.skills) for one in entries))
    for start in range(0, len(wanted), MANY_WORDS):
        some = wanted[start : start + MANY_WORDS]
        known = DirectoryWord.objects.filter(word__in=some).values_list("word", flat=True)
        DirectoryWord.objects.bulk_create(
            DirectoryWord(word=word, backwards=word[::-1]) for word in sorted({*some} - {*known})
        )


def _said_in(rows: Iterable[tuple[str, str]]) -> set[str]:
    """Every word of these entries (their words and skills), and of their skills."""
    said: set[str] = set()
    used: set[str] = set()
    for words, skills in rows:
        said.update(word for word in words.split() if not word.startswith(SKILL))
        used.update(skills.split(","))
    if used - {""}:
        ways = SkillList.read().words
        said.update(*(ways.get(int(pk), "").split() for pk in used - {""}))
    return {word for word in said if len(word) <= MAX_WORD}


def index_uses_of(skill: Skill) -> int:
    """Index again the members who have a skill; how many."""
    return index_members(skill.uses.values_list("content_object_id", flat=True))


def rebuild_index() -> int:
    """Nightly: index everyone again, for what changes elsewhere (the name of an account)."""
    count = index_members(Member.objects.values_list("pk", flat=True))
    _forget_words()
    return count


def _forget_words() -> None:
    """Leave out the words that nobody says any more, and those kept twice."""
    said: set[str] = set()
    for model in MODELS.values():
        said |= _said_in(model.objects.values_list("words", "skills").iterator())
    gone, seen = [], set()
    for pk, word in DirectoryWord.objects.order_by("pk").values_list("pk", "word"):
        if word not in said or word in seen:
            gone.append(pk)
        seen.add(word)
    for start in range(0, len(gone), BATCH):
        DirectoryWord.objects.filter(pk__in=gone[start : start + BATCH]).delete()
