"""Using units, giving them back, correcting them. Each function is one transaction.

What `club.bookings` calls:

    debit(user, 2, day, key=f"booking:{reference}:{sequence}:{day}", telecentre=centre,
          reference=reference, may_charge=True)
    refund(the same key, starts_at=booking.starts_at)              when it is cancelled or moved
    refund(the same key, starts_at=…, is_closure=True)             when the centre closes

A key names one fact, once: a booking that moves takes new keys (its `sequence` changes), one per
day it spans. The same call again writes nothing and returns the lines of the first. Refusals are
exceptions of `club.passes.refusals`, whose `message` is in French; nothing is written then.

Locks are taken in one order: the person, then the passes by number of row. So is every write of
the ledger, and `Grant.left`, which the database keeps from going under zero, always equals the sum
of its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from club.members.models import Member
from club.passes.granting import give_units, lock_person, open_month, usual_pass_of
from club.passes.models import Entry, Grant, Pass, Unit
from club.passes.models.ledger import MAX_COMMENT
from club.passes.months import add_months
from club.passes.perms import check_may_run
from club.passes.refusals import (
    BelowZero,
    CommentMissing,
    CommentTooLong,
    NoPass,
    NothingToCorrect,
    NoUnitsLeft,
    PassExpired,
    TooLateToRefund,
)
from club.telecentres.models import Telecentre
from club.users.models import User

Kind = Entry.Kind
MAX_UNITS = 1000  # of one correction
# How long units last that a closure gives back when those they came from are past.
CLOSURE_DAYS = 30
# What a line that gives back repeats of the use.
USE = ("on", "user_id", "telecentre_id", "home_id", "source", "reference")


@transaction.atomic
def debit(
    user: User,
    units: int,
    on: date,
    *,
    key: str,
    telecentre: Telecentre,
    unit: str = Unit.HALF_DAY,
    reference: str = "",
    may_charge: bool = False,
) -> list[Entry]:
    """Use units on a day, in a centre: those that expire first, of the person's passes and teams.

    Either all the units are there, or NoUnitsLeft, PassExpired or NoPass is raised; with
    `may_charge`, the half-days that no unit covers are counted to be priced at the end of the
    month, to the team's pass if there is one, else to the person's (opened if they have none).
    `reference`: the number that the holder reads. Returns the lines written, one per grant.
    """
    if units < 1:
        raise ValueError("At least one unit is used.")
    lock_person(user)
    known = list(Entry.objects.filter(source=key, kind=Kind.DEBIT).order_by("pk"))
    if known:
        return known
    passes = _lock_passes(Pass.objects.usable_by(user, on).values_list("pk", flat=True))
    for one in passes:
        open_month(one, on)
    taken = _take(passes, units, unit=unit, on=on)
    missing = units - sum(count for _, count in taken)
    if missing and not (may_charge and unit == Unit.HALF_DAY):
        raise _why_none(user, passes)
    lines: list[tuple[Pass, Grant | None, int]] = [
        (grant.of_pass, grant, count) for grant, count in taken
    ]
    if missing:
        lines.append((_who_pays(user, passes, on), None, missing))
    home = Member.objects.filter(user=user).values_list("home_telecentre", flat=True).first()
    return [
        Entry.objects.create(
            of_pass=of_pass,
            grant=grant,
            kind=Kind.DEBIT,
            unit=unit,
            units=-count,
            on=on,
            user=user,
            telecentre=telecentre,
            home_id=home,
            source=key,
            reference=reference,
            key=f"{Kind.DEBIT}:{key}:{rank}",
        )
        for rank, (of_pass, grant, count) in enumerate(lines)
    ]


@transaction.atomic
def refund(
    key: str, *, starts_at: datetime, is_closure: bool = False, now: datetime | None = None
) -> list[Entry]:
    """Give back all that was used under this key; nothing was: an empty list.

    `starts_at`: when the use was to begin. The notice that the plan asks for is forgiven for a
    closure; then too, units whose time is past come back for CLOSURE_DAYS more. Raises
    TooLateToRefund. A second call returns the lines of the first.
    """
    used = list(Entry.objects.filter(source=key, kind=Kind.DEBIT).order_by("pk"))
    if not used:
        return []
    passes = {one.pk: one for one in _lock_passes({line.of_pass_id for line in used})}
    known = list(Entry.objects.filter(source=key, kind=Kind.REFUND).order_by("pk"))
    if known:
        return known
    moment = now or timezone.now()
    notice = min(one.plan.refund_notice_hours for one in passes.values())
    if not is_closure and starts_at - moment < timedelta(hours=notice):
        raise TooLateToRefund(notice)
    for line in used:
        _give_back(line, may_renew=is_closure)
    return list(Entry.objects.filter(source=key, kind=Kind.REFUND).order_by("pk"))


@transaction.atomic
def correct(
    of_pass: Pass,
    units: int,
    *,
    by: User,
    comment: str,
    form_token: str,
    unit: str = Unit.HALF_DAY,
) -> list[Entry]:
    """Add units to a pass, or take some away, with a comment that its holder reads.

    Units that are added last as long as the pass, a year at most. The same form gives the lines it
    wrote. Raises NotForYou, CommentMissing, CommentTooLong, NothingToCorrect, BelowZero.
    """
    told = " ".join(comment.split())
    if not told:
        raise CommentMissing
    if len(told) > MAX_COMMENT:
        raise CommentTooLong
    if units == 0 or abs(units) > MAX_UNITS:
        raise NothingToCorrect
    check_may_run(by, of_pass)
    [locked] = _lock_passes({of_pass.pk})
    source = f"correction:{form_token}"
    ours = Entry.objects.filter(source=source).order_by("pk")
    known = list(ours)
    if known:
        return known
    today = timezone.localdate()
    if units > 0:
        year = add_months(today, 12)
        give_units(
            locked,
            units,
            unit=unit,
            origin=Grant.Origin.CORRECTION,
            starts_on=today,
            ends_on=max(today, min(year, locked.ends_on or year)),
            key=source,
            kind=Kind.CORRECTION,
            by=by,
            comment=told,
            source=source,
        )
        return list(ours.all())
    taken = _take([locked], -units, unit=unit, on=today)
    found = sum(count for _, count in taken)
    if found < -units:
        raise BelowZero(found)
    return [
        Entry.objects.create(
            of_pass=locked,
            grant=grant,
            kind=Kind.CORRECTION,
            unit=unit,
            units=-count,
            on=today,
            by=by,
            comment=told,
            source=source,
            key=f"{Kind.CORRECTION}:{source}:{rank}",
        )
        for rank, (grant, count) in enumerate(taken)
    ]


@transaction.atomic
def expire(grant: Grant) -> Entry | None:
    """Take away what is left of units whose time is past; None when there is nothing to take."""
    _lock_passes({grant.of_pass_id})
    today = timezone.localdate()
    found = Grant.objects.over(today).filter(pk=grant.pk).first()
    if found is None:
        return None
    Grant.objects.filter(pk=found.pk).update(left=0)
    entry: Entry = Entry.objects.create(
        of_pass_id=found.of_pass_id,
        grant=found,
        kind=Kind.EXPIRY,
        unit=found.unit,
        units=-found.left,
        on=found.ends_on,
        # A refund may bring some back, to expire again.
        key=f"{Kind.EXPIRY}:{found.pk}:{found.entries.filter(kind=Kind.EXPIRY).count()}",
    )
    return entry


def expire_units() -> int:
    """The nightly job: how many grants had units left when their time was over."""
    over = Grant.objects.over(timezone.localdate()).order_by("of_pass", "pk")
    return sum(expire(grant) is not None for grant in over)


def _lock_passes(keys: Iterable[int]) -> list[Pass]:
    rows = Pass.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=keys).select_related("plan").order_by("pk"))


def _take(passes: Sequence[Pass], units: int, *, unit: str, on: date) -> list[tuple[Grant, int]]:
    """Take up to so many units, where they expire first; on the same day, a team's first."""
    held = {one.pk: one for one in passes}
    grants = list(Grant.objects.filter(of_pass__in=held, unit=unit).usable(on))
    if not grants or sum(grant.left for grant in grants) == 0:
        return []
    is_own = {pk: one.origin != Pass.Origin.TEAM for pk, one in held.items()}
    grants.sort(key=lambda one: (one.ends_on, is_own[one.of_pass_id], one.pk))
    taken: list[tuple[Grant, int]] = []
    for grant in grants:
        count = min(grant.left, units - sum(count for _, count in taken))
        if count:
            grant.of_pass = held[grant.of_pass_id]
            Grant.objects.filter(pk=grant.pk).update(left=F("left") - count)
            taken.append((grant, count))
    return taken


def _why_none(user: User, passes: Sequence[Pass]) -> Exception:
    if passes:
        return NoUnitsLeft()
    return PassExpired() if Pass.objects.of(user).exists() else NoPass()


def _who_pays(user: User, passes: Sequence[Pass], on: date) -> Pass:
    """The employer's pass before one's own, and of one's own the one that ends first."""
    ordered = sorted(
        passes,
        key=lambda one: (one.origin != Pass.Origin.TEAM, one.ends_on or date.max, one.pk),
    )
    return ordered[0] if ordered else usual_pass_of(user, on)


def _give_back(line: Entry, *, may_renew: bool) -> None:
    key = f"{line.source}:{line.pk}"
    today = timezone.localdate()
    use = {name: getattr(line, name) for name in USE}
    if line.grant is not None and may_renew and line.grant.ends_on < today:
        give_units(
            line.of_pass,
            -line.units,
            unit=line.unit,
            origin=Grant.Origin.CLOSURE,
            starts_on=today,
            ends_on=today + timedelta(days=CLOSURE_DAYS),
            key=key,
            kind=Kind.REFUND,
            **use,
        )
        return
    if line.grant_id is not None:
        Grant.objects.filter(pk=line.grant_id).update(left=F("left") - line.units)
    Entry.objects.create(
        of_pass_id=line.of_pass_id,
        grant_id=line.grant_id,
        kind=Kind.REFUND,
        unit=line.unit,
        units=-line.units,
        key=f"{Kind.REFUND}:{key}",
        **use,
    )
