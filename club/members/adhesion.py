"""Where a person stands with the club: what « Votre adhésion » says and lets them do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from club.members.documents import pending_documents
from club.members.emails import deciders
from club.members.memberships import is_renewable
from club.members.models import Acceptance, DocumentVersion, Member, Skill
from club.users.models import User

State = Member.State
# What the page tells besides the states of a membership.
NEW, QUESTIONED, UPCOMING = "new", "questioned", "upcoming"
MAY_APPLY = (NEW, State.REFUSED, State.RESIGNED)
CARRIED = ("company", "siret", "commune")  # from an invitation to the first profile


def member_of(user: User) -> Member | None:
    """The membership of an account, whatever its state."""
    return Member.objects.select_related("user", "home_telecentre").filter(user=user).first()


def standing_of(member: Member | None, today: date | None = None) -> str:
    """NEW, QUESTIONED, UPCOMING, or a state; expired from the day after the end on."""
    if member is None:
        return NEW
    if member.awaits_answer:
        return QUESTIONED
    if member.state != State.ACTIVE or member.starts_on is None or member.ends_on is None:
        return member.state
    day = today or timezone.localdate()
    if member.ends_on < day:
        return State.EXPIRED
    return UPCOMING if member.starts_on > day else State.ACTIVE


def may_resign(member: Member | None) -> bool:
    """Whether there is something to leave."""
    return member is not None and member.state not in (State.REFUSED, State.RESIGNED)


def first_answers(member: Member | None, invited: dict[str, Any]) -> dict[str, Any]:
    """What the application form is filled with: the last membership, else the invitation."""
    if member is not None:
        return {
            "activity": member.activity,
            "professional_status": member.professional_status,
            "home_telecentre": member.home_telecentre,
            "skills": ", ".join(member.skills.order_by("name").values_list("name", flat=True)),
        }
    return invited


def carried_answers(member: Member | None, invited: dict[str, Any]) -> dict[str, Any]:
    """What an invitation told that the form does not ask, for a first application."""
    if member is not None:
        return {}
    return {name: value for name, value in invited.items() if name in CARRIED and value}


def known_skills() -> list[str]:
    """The names of the controlled list."""
    approved = Skill.objects.filter(state=Skill.State.APPROVED)
    return list(approved.order_by("name").values_list("name", flat=True))


def accepted_by(user: User) -> QuerySet[Acceptance]:
    """What an account accepted, the newest first."""
    return Acceptance.objects.filter(user=user).select_related("document")


def documents_to_read() -> QuerySet[DocumentVersion]:
    """Every version that is or was in force."""
    return DocumentVersion.objects.filter(published_on__lte=timezone.localdate())


def facts_of(user: User, member: Member | None) -> dict[str, Any]:
    """What the page shows of a person, the forms apart."""
    standing = standing_of(member)
    facts: dict[str, Any] = {
        "standing": standing,
        "member": member,
        "acceptances": accepted_by(user),
        "may_resign": may_resign(member),
    }
    if member is None:
        return facts
    waits = standing in (State.APPLICATION, QUESTIONED)
    events = list(member.events.select_related("actor"))
    return facts | {
        "events": events,
        "last_event": events[0] if events else None,
        "notes": member.follow_up_notes.select_related("author"),
        "skills": member.skills.order_by("name") if waits else [],
        "deciders": deciders(member.home_telecentre, besides=user) if waits else [],
        "is_renewable": is_renewable(member),
    }


def panel_of(user: User) -> dict[str, Any] | None:
    """« Votre adhésion » on « /club/ »: nothing for the staff without a membership."""
    member = member_of(user)
    if member is None or member.state != State.ACTIVE:
        return None
    return {
        "member": member,
        "is_renewable": is_renewable(member),
        "pending": pending_documents(user),
    }
