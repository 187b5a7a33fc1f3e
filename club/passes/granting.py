"""Giving passes and units: each gift is a dated grant, and a credit in the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from club.members.models import Organisation
from club.passes.models import Entitlement, Entry, Grant, Pass, PassHolder, PassPlan, Unit
from club.passes.months import Month, add_months
from club.passes.perms import check_may_run
from club.passes.plans import usual_plan
from club.passes.refusals import (
    AlreadyGiven,
    ForTeamsOnly,
    NoPass,
    NotForTeams,
    TrialOver,
)
from club.users.models import User

Origin = Pass.Origin
# « Deux ans offerts » to the newcomers who followed the training.
NEWCOMER_MONTHS = 24
TRIAL_UNITS = 2  # one day
TRIAL_DAYS = 90  # to choose that day


def lock_person(user: User) -> None:
    """What concerns the passes of one person is written one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def grant_pass(
    plan: PassPlan,
    *,
    user: User | None = None,
    organisation: Organisation | None = None,
    origin: str = "",
    starts_on: date | None = None,
) -> Pass:
    """Open a pass for a person, or for the team of an organisation, with the units of its month.

    `origin`: FIRST_YEAR and NEWCOMER are given once to a person, for twelve and twenty-four months;
    otherwise the plan says how long. Raises NotForTeams, ForTeamsOnly, AlreadyGiven.
    """
    if (organisation is not None) != plan.is_for_teams:
        raise ForTeamsOnly if plan.is_for_teams else NotForTeams
    if (user is None) == (organisation is None):
        raise ValueError("A pass is a person's or an organisation's.")
    kind = Origin.TEAM if organisation else Origin(origin or Origin.USUAL)
    begins = starts_on or timezone.localdate()
    months = {Origin.FIRST_YEAR: 12, Origin.NEWCOMER: NEWCOMER_MONTHS}.get(kind, plan.months_count)
    if user is not None:
        lock_person(user)
    opened = Pass(
        plan=plan,
        user=user,
        organisation=organisation,
        origin=kind,
        starts_on=begins,
        ends_on=add_months(begins, months) - timedelta(days=1) if months else None,
    )
    try:
        with transaction.atomic():
            opened.save(force_insert=True)
    except IntegrityError as error:
        if user is None or not Pass.objects.filter(user=user, origin=kind).exists():
            raise
        raise AlreadyGiven from error
    open_month(opened, max(begins, timezone.localdate()))
    return opened


def usual_pass_of(user: User, day: date) -> Pass:
    """The pass without end of the person, opened if there is none. Needs the lock of the person.

    Raises NoPass when the network has no usual plan.
    """
    found: Pass | None = Pass.objects.filter(
        user=user, origin=Origin.USUAL, ends_on__isnull=True
    ).first()
    if found is not None:
        return found
    plan = usual_plan()
    if plan is None:
        raise NoPass
    return Pass.objects.create(plan=plan, user=user, starts_on=min(day, timezone.localdate()))


@transaction.atomic
def start_trial(user: User) -> Grant:
    """A day to try, for someone who never had a pass. Asked twice, it is given once.

    Raises TrialOver, and NoPass when the network has no usual plan.
    """
    lock_person(user)
    key = f"trial:{user.pk}"
    known = Grant.objects.filter(key=key).first()
    if known is not None:
        return known
    if Pass.objects.of(user).exists():
        raise TrialOver
    today = timezone.localdate()
    return give_units(
        usual_pass_of(user, today),
        TRIAL_UNITS,
        unit=Unit.HALF_DAY,
        origin=Grant.Origin.TRIAL,
        starts_on=today,
        ends_on=today + timedelta(days=TRIAL_DAYS),
        key=key,
    )


@transaction.atomic
def add_holder(of_pass: Pass, user: User, *, starts_on: date | None = None) -> PassHolder:
    """Let a person use the pass of a team; who had left comes back. Raises NotForTeams."""
    if of_pass.origin != Origin.TEAM:
        raise NotForTeams
    Pass.objects.select_for_update(no_key=True).get(pk=of_pass.pk)
    begins = starts_on or max(of_pass.starts_on, timezone.localdate())
    holder, is_new = PassHolder.objects.get_or_create(
        of_pass=of_pass, user=user, defaults={"starts_on": begins}
    )
    if not is_new and holder.ends_on is not None:
        holder.ends_on = None
        holder.save(update_fields=("ends_on",))
    return holder


@transaction.atomic
def give_units(
    of_pass: Pass,
    units: int,
    *,
    unit: str,
    origin: str,
    starts_on: date,
    ends_on: date,
    key: str,
    kind: str = Entry.Kind.CREDIT,
    **line: Any,
) -> Grant:
    """Add units to a pass, to use within these days, and the line that says so.

    `key` names the gift: the same one is given once. `line`: more fields of the line.
    """
    grant = Grant.objects.filter(key=key).first()
    if grant is not None:
        return grant
    grant = Grant.objects.create(
        of_pass=of_pass,
        unit=unit,
        units=units,
        left=units,
        origin=origin,
        starts_on=starts_on,
        ends_on=ends_on,
        key=key,
    )
    Entry.objects.create(
        of_pass=of_pass,
        grant=grant,
        kind=kind,
        unit=unit,
        units=units,
        key=f"{kind}:{key}",
        **{"on": starts_on, **line},
    )
    return grant


def open_month(of_pass: Pass, day: date) -> list[Grant]:
    """Give what the plan includes in the month of a day, if that was not done. Needs the lock of
    the pass, or that it was just made.
    """
    month = Month.of(day)
    starts_on = max(month.first, of_pass.starts_on)
    ends_on = min(month.last, of_pass.ends_on or month.last)
    if ends_on < starts_on:
        return []
    included = Entitlement.objects.filter(plan=of_pass.plan_id).on(starts_on)
    return [
        give_units(
            of_pass,
            one.per_month,
            unit=one.unit,
            origin=Grant.Origin.MONTH,
            starts_on=starts_on,
            ends_on=ends_on,
            key=f"month:{of_pass.pk}:{one.unit}:{month.first.isoformat()}",
        )
        for one in included
    ]


def open_months() -> int:
    """The nightly job: give every running pass what its month includes; how many passes got some.

    A booking made before already opened the month it needed.
    """
    today = timezone.localdate()
    opened = 0
    running = Pass.objects.running(today).filter(plan__entitlements__isnull=False)
    for pk in running.values_list("pk", flat=True).order_by("pk").distinct():
        with transaction.atomic():
            found = Pass.objects.select_for_update(no_key=True).get(pk=pk)
            before = found.grants.count()
            open_month(found, today)
            opened += found.grants.count() > before
    return opened


@transaction.atomic
def end_pass(of_pass: Pass, *, by: User, ends_on: date) -> Pass:
    """Have a pass end on that day, which is not past; used from then on, it is expired.

    Raises NotForYou.
    """
    check_may_run(by, of_pass)
    found = Pass.objects.select_for_update(no_key=True).get(pk=of_pass.pk)
    found.ends_on = max(ends_on, found.starts_on, timezone.localdate())
    found.save(update_fields=("ends_on",))
    return found
