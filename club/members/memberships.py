"""The life of a membership: renewal, expiry, suspension, resignation, follow-up."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from club.members import emails
from club.members.documents import pending_documents
from club.members.history import (
    DocumentsNotAccepted,
    Kind,
    NotActive,
    NotSuspended,
    last_day_of_year,
    lock,
    record,
    required,
)
from club.members.indexing import index_member
from club.members.models import FollowUpNote, Member, MembershipEvent
from club.users.models import User

State = Member.State
RENEWABLE_BEFORE = timedelta(days=60)  # from then on, a membership may be renewed
REMINDERS = ((7, Kind.REMINDED_7), (30, Kind.REMINDED_30))  # days before the end, nearest first


@transaction.atomic
def suspend(member: Member, *, by: User, reason: str) -> Member:
    """Close the extranet to a member at their next request; what they wrote stays.

    Suspending twice suspends once. Raises NotActive, ReasonMissing.
    """
    locked, reason = lock(member), required(reason)
    if locked.state == State.SUSPENDED:
        return locked
    if locked.state != State.ACTIVE:
        raise NotActive
    _move(locked, State.SUSPENDED)
    record(locked, Kind.SUSPENDED, by=by, reason=reason)
    emails.suspended(locked, reason=reason)
    return locked


@transaction.atomic
def lift_suspension(member: Member, *, by: User, reason: str = "") -> Member:
    """Open it again; a membership that ended meanwhile is expired. Raises NotSuspended."""
    locked = lock(member)
    if locked.state == State.ACTIVE:
        return locked
    if locked.state != State.SUSPENDED:
        raise NotSuspended
    is_over = locked.ends_on is not None and locked.ends_on < timezone.localdate()
    _move(locked, State.EXPIRED if is_over else State.ACTIVE)
    record(locked, Kind.LIFTED, by=by, reason=reason.strip())
    if is_over:
        record(locked, Kind.EXPIRED, ends_on=locked.ends_on)
        emails.expired(locked)
    else:
        emails.suspension_lifted(locked)
    return locked


@transaction.atomic
def resign(member: Member, *, reason: str = "") -> Member:
    """The person leaves, today; an applicant withdraws. Their data stays until they erase it.

    Resigning twice resigns once. Raises NotActive when there is no membership to leave.
    """
    locked = lock(member)
    if locked.state == State.RESIGNED:
        return locked
    if locked.state == State.REFUSED:
        raise NotActive
    if locked.state == State.ACTIVE:
        today = timezone.localdate()
        locked.ends_on = min(locked.ends_on or today, max(today, locked.starts_on or today))
    was_applying = locked.state == State.APPLICATION
    locked.awaits_answer = False
    locked.state = State.RESIGNED
    locked.save(update_fields=("state", "awaits_answer", "ends_on"))
    index_member(locked)
    record(locked, Kind.RESIGNED, by=locked.user, reason=reason.strip(), ends_on=locked.ends_on)
    emails.resigned(locked, reason=reason.strip(), was_applying=was_applying)
    return locked


@transaction.atomic
def renew(member: Member, *, by: User) -> Member:
    """Add a year after the end, or from today once expired.

    Earlier than RENEWABLE_BEFORE the end nothing changes, so that a second click adds nothing.
    Raises NotActive, and DocumentsNotAccepted when the member renews by themself.
    """
    locked = lock(member)
    if locked.state not in (State.ACTIVE, State.EXPIRED) or locked.ends_on is None:
        raise NotActive
    today = timezone.localdate()
    if not is_renewable(locked, today):
        return locked
    if by == locked.user and pending_documents(locked.user):
        raise DocumentsNotAccepted
    if locked.ends_on < today:
        locked.starts_on = today
        locked.ends_on = last_day_of_year(today)
    else:
        locked.ends_on = last_day_of_year(locked.ends_on + timedelta(days=1))
    locked.state = State.ACTIVE
    locked.save(update_fields=("state", "starts_on", "ends_on"))
    index_member(locked)
    record(locked, Kind.RENEWED, by=by, ends_on=locked.ends_on)
    emails.renewed(locked)
    return locked


def is_renewable(member: Member, today: date | None = None) -> bool:
    """Whether `renew` would add a year now."""
    if member.state not in (State.ACTIVE, State.EXPIRED) or member.ends_on is None:
        return False
    return member.ends_on <= (today or timezone.localdate()) + RENEWABLE_BEFORE


def expire_due(today: date | None = None) -> int:
    """Nightly: mark the memberships that ended before today, and tell each person once.

    Access does not wait for it: `MemberQuerySet.active` reads the dates. Returns how many.
    """
    day = today or timezone.localdate()
    due = Member.objects.filter(state=State.ACTIVE, ends_on__lt=day).order_by("pk")
    return sum(_expire(member, day) for member in due)


@transaction.atomic
def _expire(member: Member, day: date) -> bool:
    locked = lock(member)
    if locked.state != State.ACTIVE or locked.ends_on is None or locked.ends_on >= day:
        return False
    _move(locked, State.EXPIRED)
    record(locked, Kind.EXPIRED, ends_on=locked.ends_on)
    emails.expired(locked)
    return True


def remind_renewals(today: date | None = None) -> int:
    """Nightly: remind members 30 then 7 days before the end, each once for one end.

    A night missed is made up for; whoever is already in the last week gets the nearest one only.
    Returns how many were reminded.
    """
    day = today or timezone.localdate()
    last = day + timedelta(days=REMINDERS[-1][0])
    ending = Member.objects.filter(
        state=State.ACTIVE, ends_on__gte=day, ends_on__lte=last
    ).order_by("pk")
    return sum(_remind(member, day) for member in ending)


@transaction.atomic
def _remind(member: Member, day: date) -> bool:
    locked = lock(member)
    if locked.state != State.ACTIVE or locked.ends_on is None or locked.ends_on < day:
        return False
    left = (locked.ends_on - day).days
    kind = next((kind for days, kind in REMINDERS if left <= days), None)
    if kind is None:
        return False
    known = MembershipEvent.objects.filter(member=locked, kind=kind, ends_on=locked.ends_on)
    if known.exists():
        return False
    record(locked, kind, ends_on=locked.ends_on)
    emails.renewal_reminder(locked, ends_on=locked.ends_on, days=left)
    return True


@transaction.atomic
def add_follow_up_note(member: Member, *, author: User, text: str) -> FollowUpNote:
    """Note something about a member, who can read it. The same form sent twice is one note.

    Raises ReasonMissing without a text.
    """
    locked, text = lock(member), required(text)
    last = locked.follow_up_notes.first()
    if last is not None and (last.author, last.text) == (author, text):
        return last
    note = FollowUpNote(member=locked, author=author, text=text)
    note.full_clean()
    note.save()
    return note


def _move(member: Member, state: str) -> None:
    member.state = state
    member.save(update_fields=("state",))
    index_member(member)
