"""The words by which each kind of reader finds a member, kept right by the services.

They are made from what that reader is shown, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.db import transaction

from club.members.models import DirectoryWord, Member, Skill, SkillSynonym
from club.members.models.profile import INDEX_COLUMNS
from club.members.visibility import Reader, SeenMember, what_is_shown
from club.telecentres.text import index_words

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


def index_member(member: Member) -> None:
    """Index one member as the database holds them now, and carry it to the object given."""
    index_members([member.pk])
    member.refresh_from_db(fields=INDEX_COLUMNS)


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
    ways = _ways_to_say(
        use.tag_id for use in chain.from_iterable(one.tagged_skills.all() for one in members)
    )
    for member in members:
        for level, reader in (("public", Reader.VISITOR), ("club", Reader.CLUB)):
            head, words = _texts(what_is_shown(member, reader), ways)
            setattr(member, f"{level}_head", _short_words(index_words(head)))
            setattr(member, f"{level}_words", _short_words(index_words(f"{head} {words}")))
    Member.objects.bulk_update(members, INDEX_COLUMNS)
    _remember_words(members)


def _short_words(indexed: str) -> str:
    """Without what is longer than any word: PostgreSQL indexes none of 2 kB."""
    kept = [word for word in indexed.split() if len(word) <= MAX_WORD]
    return f" {' '.join(kept)} " if kept else ""


def _remember_words(members: list[Member]) -> None:
    """Keep the words that are new, for the correction of typing errors."""
    found = set(chain.from_iterable(one.club_words.split() for one in members))
    found |= set(chain.from_iterable(one.public_words.split() for one in members))
    wanted = sorted(found)
    for start in range(0, len(wanted), MANY_WORDS):
        some = wanted[start : start + MANY_WORDS]
        known = DirectoryWord.objects.filter(word__in=some).values_list("word", flat=True)
        DirectoryWord.objects.bulk_create(
            DirectoryWord(word=word) for word in sorted({*some} - {*known})
        )


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
    for texts in Member.objects.values_list("club_words", "public_words").iterator():
        said.update(*(text.split() for text in texts))
    gone, seen = [], set()
    for pk, word in DirectoryWord.objects.order_by("pk").values_list("pk", "word"):
        if word not in said or word in seen:
            gone.append(pk)
        seen.add(word)
    for start in range(0, len(gone), BATCH):
        DirectoryWord.objects.filter(pk__in=gone[start : start + BATCH]).delete()


def _texts(seen: SeenMember, ways: dict[str, list[str]]) -> tuple[str, str]:
    # One text a line: a word is joined to the next of its line only.
    skills = [way for skill in seen.skills for way in ways.get(skill.slug, [skill.name])]
    head = " | ".join([*(getattr(seen, name) for name in HEAD), *skills])
    return head, " | ".join(getattr(seen, name) for name in REST)


def _ways_to_say(skill_ids: Iterable[int]) -> dict[str, list[str]]:
    """By slug: the names and synonyms of these skills. One query."""
    found: dict[str, list[str]] = {}
    rows = SkillSynonym.objects.filter(skill__in=set(skill_ids)).order_by("pk")
    for slug, name in rows.values_list("skill__slug", "name"):
        found.setdefault(slug, []).append(name)
    return found
