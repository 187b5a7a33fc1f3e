"""From an account to a member: application, questions, decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from club.members import emails
from club.members.documents import accept_documents, pending_documents
from club.members.history import (
    AlreadyMember,
    DocumentsNotAccepted,
    Kind,
    NotWaiting,
    last_day_of_year,
    lock,
    record,
    required,
)
from club.members.indexing import index_member
from club.members.models import DocumentVersion, Member
from club.members.siret import clean_siret
from club.members.skills import set_skills
from club.telecentres.models import Telecentre
from club.users.models import User

State = Member.State


@transaction.atomic
def apply(
    user: User,
    *,
    home_telecentre: Telecentre,
    accepted: Iterable[DocumentVersion],
    message: str = "",
    skills: Iterable[str] = (),
    **profile: Any,
) -> Member:
    """Ask to join, with the first fields of a profile, and tell those who decide.

    A second form finds the application that waits and changes nothing. Whoever was refused, left
    or expired may ask again. Raises AlreadyMember, DocumentsNotAccepted (the versions in force are
    not all accepted), TooManySkills, ValidationError.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = Member.objects.select_for_update(no_key=True).filter(user=user).first()
    member = known or Member(user=user)
    if member.pk and member.state == State.APPLICATION:
        return member
    if member.state in (State.ACTIVE, State.SUSPENDED):
        raise AlreadyMember
    accept_documents(user, accepted)
    if pending_documents(user):
        raise DocumentsNotAccepted
    for name, value in profile.items():
        setattr(member, name, value)
    member.siret = clean_siret(member.siret)
    member.home_telecentre = home_telecentre
    member.state = State.APPLICATION
    member.applied_at = timezone.now()
    member.full_clean()
    member.save()
    set_skills(member, skills, by=user)
    record(member, Kind.APPLIED, by=user, reason=message.strip())
    emails.application_received(member)
    emails.application_to_decide(member, message=message.strip())
    return member


@transaction.atomic
def ask_question(member: Member, *, by: User, text: str) -> Member:
    """Ask an applicant for more; the application waits. Asking the same twice asks once.

    Raises NotWaiting, ReasonMissing (no text).
    """
    locked, text = _waiting(member), required(text)
    last = locked.events.first()
    if locked.awaits_answer and last and (last.kind, last.reason) == (Kind.QUESTIONED, text):
        return locked
    locked.awaits_answer = True
    locked.save(update_fields=("awaits_answer",))
    record(locked, Kind.QUESTIONED, by=by, reason=text)
    emails.question_asked(locked, text=text)
    return locked


@transaction.atomic
def answer_question(member: Member, *, text: str) -> Member:
    """The applicant answers, and those who decide are told. Without a question, nothing happens.

    Raises NotWaiting, ReasonMissing (no text).
    """
    locked, text = _waiting(member), required(text)
    if not locked.awaits_answer:
        return locked
    locked.awaits_answer = False
    locked.save(update_fields=("awaits_answer",))
    record(locked, Kind.ANSWERED, by=locked.user, reason=text)
    emails.question_answered(locked, text=text)
    return locked


@transaction.atomic
def approve(
    member: Member, *, by: User, starts_on: date | None = None, ends_on: date | None = None
) -> Member:
    """Accept an application: active from `starts_on` (today) to `ends_on` (one year), included.

    Approving twice approves once. Raises NotWaiting, ValidationError (the end before the start).
    """
    locked = lock(member)
    if locked.state == State.ACTIVE:
        return locked
    if locked.state != State.APPLICATION:
        raise NotWaiting
    locked.state, locked.awaits_answer = State.ACTIVE, False
    locked.starts_on = starts_on or timezone.localdate()
    locked.ends_on = ends_on or last_day_of_year(locked.starts_on)
    locked.last_confirmed_at = timezone.now()
    locked.confirmation_asked_at = locked.hidden_at = None
    locked.full_clean()
    locked.save()
    index_member(locked)
    record(locked, Kind.APPROVED, by=by, ends_on=locked.ends_on)
    emails.approved(locked)
    return locked


@transaction.atomic
def refuse(member: Member, *, by: User, reason: str) -> Member:
    """Refuse an application, with a reason that the person reads. Refusing twice refuses once.

    Raises NotWaiting, ReasonMissing.
    """
    locked, reason = lock(member), required(reason)
    if locked.state == State.REFUSED:
        return locked
    if locked.state != State.APPLICATION:
        raise NotWaiting
    locked.state, locked.awaits_answer = State.REFUSED, False
    locked.save(update_fields=("state", "awaits_answer"))
    record(locked, Kind.REFUSED, by=by, reason=reason)
    emails.refused(locked, reason=reason)
    return locked


def _waiting(member: Member) -> Member:
    locked = lock(member)
    if locked.state != State.APPLICATION:
        raise NotWaiting
    return locked
