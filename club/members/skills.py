"""The controlled list of skills: finding, suggesting, approving, merging, and who has which."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from taggit.models import ItemBase

from club.members.indexing import index_member, index_uses_of
from club.members.models import Member, Skill, SkillSynonym, TaggedSkill
from club.telecentres.text import fold, normalise
from club.users.models import User

MAX_SKILLS = 20  # of one member
MAX_NAME = 80
SKILLS_FILE = Path(__file__).parent / "data" / "skills.csv"


class TooManySkills(Exception):
    message = f"Choisissez {MAX_SKILLS} compétences au plus."


class AlreadyMerged(Exception):
    message = "Cette compétence est déjà fusionnée dans une autre."


class NotSuggested(Exception):
    message = "Cette compétence n’est plus une proposition."


class SameSkill(Exception):
    message = "Choisissez deux compétences différentes."


def skill_key(name: str) -> str:
    """What two ways to say one thing share: « Comptables », « comptable » and « COMPTABLE ».

    The signs of « C++ » and « C# » count, as words. Empty for a text that says nothing.
    """
    return normalise(fold(name).replace("+", " plus ").replace("#", " diese "))[:120]


def find_skill(name: str) -> Skill | None:
    """The skill that this name, or one of its synonyms, says; None when it is unknown."""
    found = SkillSynonym.objects.filter(key=skill_key(name)).select_related("skill").first()
    return found.skill if found else None


def clean_skill_name(name: str) -> str:
    """A name with single spaces. Raises ValidationError without a word, or over MAX_NAME."""
    told = " ".join(name.split())
    if not skill_key(told) or len(told) > MAX_NAME or not told.isprintable():
        raise ValidationError(f"Donnez une compétence en {MAX_NAME} caractères au plus.")
    return told


@transaction.atomic
def suggest_skill(name: str, *, by: User | None) -> Skill:
    """The skill of this name, made as a suggestion when nothing says it yet.

    Raises ValidationError (see `clean_skill_name`).
    """
    told = clean_skill_name(name)
    return find_skill(told) or _create(
        told, state=Skill.State.SUGGESTED, family=Skill.Family.OTHER, by=by
    )


def _create(name: str, *, state: str, family: str, by: User | None = None) -> Skill:
    """A new skill with its own name among its synonyms; if someone was faster, theirs."""
    try:
        with transaction.atomic():
            skill: Skill = Skill.objects.create(
                name=name, state=state, family=family, suggested_by=by
            )
            SkillSynonym.objects.create(skill=skill, name=name, key=skill_key(name))
            return skill
    except IntegrityError:
        known = find_skill(name)
        if known is None:
            raise
        return known


@transaction.atomic
def approve_skill(skill: Skill, *, family: str, name: str = "") -> Skill:
    """Put a suggestion on the list, perhaps under a better name; its members are found by it.

    Raises AlreadyMerged, ValidationError (the name says another skill).
    """
    locked: Skill = Skill.objects.select_for_update().get(pk=skill.pk)
    if locked.state == Skill.State.MERGED:
        raise AlreadyMerged
    locked.state, locked.family = Skill.State.APPROVED, family
    if name.strip():
        add_synonym(locked, name=name)
        locked.name = " ".join(name.split())
    locked.full_clean()
    locked.save()
    _index_later(locked)
    return locked


@transaction.atomic
def refuse_skill(skill: Skill) -> None:
    """Take away a suggestion that says nothing, from its members too: nobody else saw it.

    Refusing twice refuses once. Raises NotSuggested (approved or merged meanwhile).
    """
    locked = Skill.objects.select_for_update().filter(pk=skill.pk).first()
    if locked is None:
        return
    if locked.state != Skill.State.SUGGESTED or locked.merged.exists():
        raise NotSuggested
    locked.delete()


@transaction.atomic
def add_synonym(skill: Skill, *, name: str) -> SkillSynonym:
    """Another way to say a skill. Raises ValidationError when it says another one already."""
    told = " ".join(name.split())
    key = skill_key(told)
    if not key or len(told) > MAX_NAME:
        raise ValidationError(f"Donnez une appellation en {MAX_NAME} caractères au plus.")
    known, is_new = SkillSynonym.objects.get_or_create(
        key=key, defaults={"skill": skill, "name": told}
    )
    if known.skill_id != skill.pk:
        raise ValidationError(f"«\u202f{told}\u202f» désigne déjà «\u202f{known.skill}\u202f».")
    if is_new:
        _index_later(skill)
    return known


@transaction.atomic
def merge_skills(source: Skill, *, into: Skill) -> Skill:
    """Make `source` one with `into`: every use and every synonym goes over, none is lost or double.

    Returns the skill that stays. Merging twice merges once. Raises SameSkill, AlreadyMerged (into
    another).
    """
    if source.pk == into.pk:
        raise SameSkill
    rows = Skill.objects.select_for_update().filter(pk__in=(source.pk, into.pk)).order_by("pk")
    locked = {row.pk: row for row in rows}
    gone, kept = locked[source.pk], locked[into.pk]
    if gone.merged_into_id == kept.pk:
        return kept
    if Skill.State.MERGED in (gone.state, kept.state):
        raise AlreadyMerged
    for through in _throughs():
        mine = through._default_manager.filter(tag=gone)
        both = through._default_manager.filter(tag=kept).values("content_object")
        mine.filter(content_object__in=list(both.values_list("content_object", flat=True))).delete()
        mine.update(tag=kept)
    gone.synonyms.update(skill=kept)
    gone.merged.update(merged_into=kept)
    gone.state, gone.merged_into = Skill.State.MERGED, kept
    gone.save(update_fields=("state", "merged_into"))
    _index_later(kept)
    return kept


def _index_later(skill: Skill) -> None:
    """Index the members who have a skill once the change is committed: whoever holds a skill never
    waits for a member, since who gives skills to a member holds both."""
    transaction.on_commit(lambda: index_uses_of(skill))


def _throughs() -> Iterator[Any]:
    """Every model by which something has skills, in this app and in those above."""
    model: Any
    for model in apps.get_models():
        if issubclass(model, ItemBase) and model.tag_model() is Skill:
            yield model


@transaction.atomic
def set_skills(member: Member, names: Iterable[str], *, by: User | None = None) -> list[Skill]:
    """Give a member exactly these skills, whatever the words they are said in.

    What is unknown becomes a suggestion. Raises TooManySkills, ValidationError.
    """
    told = [name for name in names if name.strip()]
    if len(told) > MAX_SKILLS:
        raise TooManySkills
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    # In one order for everyone: two people who suggest the same words never wait for each other.
    skills = _locked({suggest_skill(name, by=by).pk for name in sorted(told, key=skill_key)})
    uses = TaggedSkill.objects.filter(content_object=member)
    uses.exclude(tag__in=skills).delete()
    TaggedSkill.objects.bulk_create(
        [TaggedSkill(content_object=member, tag=skill) for skill in skills],
        ignore_conflicts=True,
    )
    index_member(member)
    return skills


def _locked(pks: set[int]) -> list[Skill]:
    """These skills, or those they were merged into, held until the end of the transaction."""
    while True:
        found = list(Skill.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
        stand = {skill.merged_into_id or skill.pk for skill in found}
        if stand == {skill.pk for skill in found}:
            return found
        pks = stand


@transaction.atomic
def load_skills(path: Path = SKILLS_FILE) -> int:
    """Put the skills of a CSV file on the list: name, family, synonyms (between « | »).

    What stands is left as the staff made it: only what is missing is added, and a suggestion of
    the file's name is approved. Returns how many skills were added or approved. Raises ValueError
    for an unknown family.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    families = {label: value for value, label in Skill.Family.choices}
    known = dict(SkillSynonym.objects.values_list("key", "skill_id"))
    suggested = {skill.pk: skill for skill in Skill.objects.suggested()}
    changed, synonyms = 0, []
    for row in rows:
        if row["family"] not in families:
            raise ValueError(f"{row['name']}: unknown family {row['family']}")
        family, key = families[row["family"]], skill_key(row["name"])
        if key not in known:
            known[key] = _create(row["name"], state=Skill.State.APPROVED, family=family).pk
            changed += 1
        elif known[key] in suggested:
            approve_skill(suggested.pop(known[key]), family=family, name=row["name"])
            changed += 1
        for name in filter(None, row["synonyms"].split("|")):
            if skill_key(name) not in known:
                known[skill_key(name)] = known[key]
                synonyms.append(SkillSynonym(skill_id=known[key], name=name, key=skill_key(name)))
    SkillSynonym.objects.bulk_create(synonyms)
    for skill in Skill.objects.filter(
        pk__in={one.skill_id for one in synonyms}, uses__isnull=False
    ):
        _index_later(skill)
    return changed
