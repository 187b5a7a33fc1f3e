"""What « /recherche/ » finds of the members: the catalogue, or the directory for the club."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from club.members.directory_places import CATALOGUE, DIRECTORY, Place
from club.members.entries import answering, by_their_words, entries_of
from club.members.models import Member
from club.members.visibility import Reader, SeenMember, found_by, reader_of, what_is_shown
from club.members.words import SKILL, SkillList
from club.telecentres.query import Query
from club.telecentres.search import MAX_MATCHES, Hit, Match, register, score
from club.telecentres.text import index_words

SOURCE = "members"
KIND = "annuaire"


def register_provider() -> None:
    register(SOURCE, {KIND: "Annuaire"}, find=find_members, read=read_members)


def find_members(query: Query, reader: Any) -> list[Match]:
    """Those who hold every word in what this reader sees of them. Three queries at most."""
    if not query.terms:
        return []
    place = _place_of(reader)
    asked = replace(query, terms=SkillList.read().answer(query.terms))
    found = answering(entries_of(place.reader), asked.terms).order_by("sort_name", "pk")
    with by_their_words():
        rows = list(found.values_list("pk", "head", "skills", "words")[:MAX_MATCHES])
    members = Member.objects.filter(pk__in=[pk for pk, *_texts in rows])
    names = dict(members.values_list("pk", "user__public_name"))
    return [
        Match(SOURCE, pk, KIND, names[pk], _score(asked, names[pk], head, skills, words))
        for pk, head, skills, words in rows
        if pk in names
    ]


def read_members(keys: Sequence[int], reader: Any) -> dict[int, Hit]:
    """The hits of these members, with what this reader sees. Five queries at most."""
    place = _place_of(reader)
    members = found_by(place.reader).for_cards().filter(pk__in=keys)
    return {member.pk: _hit(what_is_shown(member, place.reader), place) for member in members}


def _place_of(reader: Any) -> Place:
    return DIRECTORY if reader_of(reader) is Reader.CLUB else CATALOGUE


def _score(query: Query, name: str, head: str, skills: str, words: str) -> int:
    points, _missing = score(
        query,
        heading=name,
        title=index_words(name),
        introduction=head + skills.replace(",", f" {SKILL}").removesuffix(SKILL),
        everything=words,
    )
    return points


def _hit(seen: SeenMember, place: Place) -> Hit:
    skills = ", ".join(skill.name for skill in seen.skills)
    told = (seen.activity, seen.headline, skills, seen.commune or seen.home_telecentre)
    return Hit(
        title=seen.name,
        url=place.url_of(seen),
        label="Annuaire des indépendants" if place.is_public else "Annuaire du club",
        introduction=" · ".join(filter(None, told)),
        body=" · ".join(filter(None, (seen.biography, seen.offers, seen.looks_for))),
    )
