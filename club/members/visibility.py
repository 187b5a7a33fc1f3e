"""Who may see what of a member: the one place that decides, for pages, search and exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from club.members.models import VISIBLE_FIELDS, Member, Skill
from club.members.perms import may_read_club
from club.members.querysets import FRESH_FOR, MemberQuerySet


class Reader(IntEnum):
    """A kind of reader; its value is the least visibility of what it sees (see `Visibility`)."""

    OWNER = 0
    CLUB = 1
    VISITOR = 2


@dataclass(frozen=True)
class SeenSkill:
    name: str
    slug: str
    is_suggested: bool = False  # only its owner sees it before it is approved


@dataclass(frozen=True)
class SeenMember:
    """A member as one reader sees them: what may not be seen is empty, and is held nowhere here.

    Choices are told by their French labels.
    """

    pk: int
    name: str
    confirmed_at: datetime | None
    headline: str = ""
    activity: str = ""
    professional_status: str = ""
    company: str = ""
    siret: str = ""
    commune: str = ""
    home_telecentre: str = ""
    biography: str = ""
    languages: str = ""
    availability: str = ""
    offers: str = ""
    looks_for: str = ""
    links: tuple[str, ...] = ()
    skills: tuple[SeenSkill, ...] = ()
    photo: str = ""  # its name in the storage: whoever serves it checks again


def visible_fields(member: Member, reader: Reader) -> frozenset[str]:
    """The names of the fields of a profile that this kind of reader sees."""
    return frozenset(name for name in VISIBLE_FIELDS if getattr(member, f"show_{name}") >= reader)


def shows(field: str, reader: Reader) -> Q:
    """The members who show `field` to this kind of reader: every filter on it goes with this."""
    if field not in VISIBLE_FIELDS:
        raise ValueError(f"A profile has no field {field}.")
    return Q(**{f"show_{field}__gte": int(reader)})


def found_by(reader: Reader) -> MemberQuerySet:
    """The members that this kind of reader finds in a directory (as VISITOR or CLUB)."""
    if reader is Reader.VISITOR:
        return Member.objects.in_public_catalogue()
    return Member.objects.in_directory()


def reader_of(user: Any, member: Member | None = None) -> Reader:
    """What kind of reader an account (or AnonymousUser) is, of this member or in general."""
    if member is not None and user.is_authenticated and member.user_id == user.pk:
        return Reader.OWNER
    return Reader.CLUB if may_read_club(user) else Reader.VISITOR


def is_found_by(member: Member, reader: Reader) -> bool:
    """Whether `found_by(reader)` holds this member, without a query; an owner always does."""
    if reader is Reader.OWNER:
        return True
    today, confirmed = timezone.localdate(), member.last_confirmed_at
    is_in_directory = (
        member.state == Member.State.ACTIVE
        and member.starts_on is not None
        and member.ends_on is not None
        and member.starts_on <= today <= member.ends_on
        and confirmed is not None
        and confirmed > timezone.now() - FRESH_FOR
        and member.user.is_active
    )
    return is_in_directory and (reader is Reader.CLUB or member.is_in_public_catalogue)


def as_seen_by(member: Member, user: Any) -> SeenMember | None:
    """A member as this account (or AnonymousUser) sees them; None when they may not at all."""
    return seen(member, reader_of(user, member))


def seen(member: Member, reader: Reader) -> SeenMember | None:
    """A member « comme le voit » this kind of reader; None when such a reader does not find them.

    Makes no query on a member of `MemberQuerySet.for_cards`.
    """
    if not is_found_by(member, reader):
        return None
    return what_is_shown(member, reader)


def what_is_shown(member: Member, reader: Reader) -> SeenMember:
    """The same, of a member known to be found."""
    names = visible_fields(member, reader)
    return SeenMember(
        pk=member.pk,
        name=str(member.user),
        confirmed_at=member.last_confirmed_at,
        **{name: _value(member, name, reader) for name in names},
    )


def _value(member: Member, name: str, reader: Reader) -> Any:
    match name:
        case "professional_status" | "availability":
            return getattr(member, f"get_{name}_display")()
        case "company":
            return member.organisation.name if member.organisation else member.company
        case "commune":
            return member.commune.name if member.commune else ""
        case "home_telecentre":
            return member.home_telecentre.short_name
        case "links":
            return tuple(member.links)
        case "photo":
            return member.photo.name or ""
        case "skills":
            return _skills(member, reader)
    return getattr(member, name)


def _skills(member: Member, reader: Reader) -> tuple[SeenSkill, ...]:
    tags = [use.tag for use in member.tagged_skills.all()]
    kept = [
        SeenSkill(tag.name, tag.slug, tag.state == Skill.State.SUGGESTED)
        for tag in tags
        if tag.state == Skill.State.APPROVED or reader is Reader.OWNER
    ]
    return tuple(sorted(kept, key=lambda skill: skill.slug))
