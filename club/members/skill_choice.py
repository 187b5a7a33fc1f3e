"""Choosing skills from the list: by family, or by words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from club.members.models import Member, Skill, SkillSynonym, TaggedSkill
from club.members.profiles import save_profile
from club.members.skills import skill_key

MAX_CHOSEN = 50  # boxes that are read of one form


def matching_skills(text: str) -> list[Skill]:
    """The approved skills one of whose names holds these words, or all without words. One query.

    The words of a name are told by their stems (see `skill_key`), so that « comptables » finds
    « Comptabilité »; each must begin a word of the name.
    """
    approved = Skill.objects.approved()
    asked = skill_key(text).split()
    if not text.strip():
        return list(approved)
    rows = SkillSynonym.objects.filter(skill__state=Skill.State.APPROVED)
    found = {
        synonym.skill.pk: synonym.skill
        for synonym in rows.select_related("skill")
        if asked and all(_begins(word, synonym.key.split()) for word in asked)
    }
    return sorted(found.values(), key=lambda skill: skill.slug)


def _begins(word: str, keys: list[str]) -> bool:
    return any(key.startswith(word) for key in keys)


def families_of(text: str) -> list[tuple[str, list[Skill]]]:
    """The same by family, in the order of the families."""
    rank = {value: number for number, value in enumerate(Skill.Family.values)}
    ordered = sorted(matching_skills(text), key=lambda skill: (rank[skill.family], skill.slug))
    return [
        (Skill.Family(family).label, list(skills))
        for family, skills in groupby(ordered, key=lambda skill: skill.family)
    ]


@transaction.atomic
def add_skills(member: Member, slugs: Iterable[str]) -> list[str]:
    """Give a member these approved skills too; the names of those that are new to them.

    Unknown slugs are left out. Raises TooManySkills.
    """
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    uses = TaggedSkill.objects.filter(content_object=member)
    own = list(uses.values_list("tag__name", flat=True))
    wanted = Skill.objects.approved().filter(slug__in=[*slugs][:MAX_CHOSEN])
    new = list(wanted.exclude(name__in=own).values_list("name", flat=True))
    if new:
        save_profile(member, skills=[*own, *new])
    return new
