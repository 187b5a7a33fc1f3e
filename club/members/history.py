"""The one way to change the state of a membership: lock the row, check, write a line of history."""

from __future__ import annotations

from datetime import date, timedelta

from club.members.models import Member, MembershipEvent
from club.users.models import User

Kind = MembershipEvent.Kind


class MembershipRefusal(Exception):
    """What was asked is not possible; `message` says it in French."""

    message = "Cette action n’est pas possible."


class NotWaiting(MembershipRefusal):
    message = "Cette candidature n’attend plus de décision."


class NotActive(MembershipRefusal):
    message = "Cette adhésion n’est pas active."


class NotSuspended(MembershipRefusal):
    message = "Cette adhésion n’est pas suspendue."


class AlreadyMember(MembershipRefusal):
    message = "Vous êtes déjà adhérent."


class ReasonMissing(MembershipRefusal):
    message = "Donnez un motif\u202f: la personne le lira."


class DocumentsNotAccepted(MembershipRefusal):
    message = "Acceptez d’abord les documents du club."


def lock(member: Member) -> Member:
    """The row as it stands, for this transaction only."""
    # `no_key`: rows that point to this one may still be written meanwhile, so that two
    # transactions never wait for each other.
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("user", "home_telecentre").get(pk=member.pk)


def record(
    member: Member,
    kind: str,
    *,
    by: User | None = None,
    reason: str = "",
    ends_on: date | None = None,
) -> MembershipEvent:
    """Add a line to the history of a membership."""
    return MembershipEvent.objects.create(
        member=member, kind=kind, actor=by, reason=reason, ends_on=ends_on
    )


def required(reason: str) -> str:
    """The reason without its margins. Raises ReasonMissing when nothing is left."""
    told = reason.strip()
    if not told:
        raise ReasonMissing
    return told


def last_day_of_year(first: date) -> date:
    """The last day of a membership of one year: from 5 March to 4 March."""
    try:
        return first.replace(year=first.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(first.year + 1, 2, 28)
