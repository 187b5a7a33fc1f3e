"""A pass for each member, and a year of units: what the bookings of the demonstration used.

Reckoned in memory and written in bulk, as `club.passes.services` would have written it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from club.bookings.models import Booking
from club.members.models import Member, Organisation, OrganisationContact
from club.passes import guards
from club.passes.models import Entitlement, Entry, Grant, Pass, PassHolder, PassPlan, Price, Unit
from club.passes.months import Month, add_months
from club.telecentres.hours import PARIS, local_day
from club.telecentres.models import Space
from club.users.models import User
from demo.load.files import read_toml
from demo.load.people import DOMAIN

DAYS_BACK = 365
ROOMS = (Space.Kind.MEETING_ROOM, Space.Kind.VIDEO_ROOM)
# One newcomer of so many had two years offered, having followed the training.
NEWCOMER_EVERY = 5
PLAN_FIELDS = ("name", "summary", "terms", "is_usual", "is_for_teams", "order")
NOON = 13
BATCH = 2000


@dataclass
class Ledger:
    """What is about to be written."""

    today: date
    included: dict[int, dict[str, int]]  # units by plan
    by: User
    grants: list[Grant] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    of_month: dict[tuple[int, str, date], Grant] = field(default_factory=dict)

    def open_month(self, of_pass: Pass, month: Month) -> None:
        starts_on = max(month.first, of_pass.starts_on)
        ends_on = min(month.last, of_pass.ends_on or month.last)
        for unit, count in self.included[of_pass.plan_id].items():
            key = f"month:{of_pass.pk}:{unit}:{month.first.isoformat()}"
            told = {"unit": unit, "units": count, "starts_on": starts_on, "ends_on": ends_on}
            grant = Grant(of_pass=of_pass, left=count, origin="month", key=key, **told)
            self.give(grant, kind="credit")
            self.of_month[of_pass.pk, unit, month.first] = grant

    def give(self, grant: Grant, **fields: Any) -> None:
        self.grants.append(grant)
        self.write(grant.of_pass, grant, grant.units, grant.starts_on, unit=grant.unit, **fields)

    def write(
        self, of_pass: Pass, grant: Grant | None, units: int, on: date, **fields: Any
    ) -> None:
        at = datetime.combine(on, time(0, 5), tzinfo=PARIS)
        fields = {"key": f"demo:{len(self.entries)}", "at": min(at, timezone.now()), **fields}
        self.entries.append(Entry(of_pass=of_pass, grant=grant, units=units, on=on, **fields))

    def use(self, booking: Booking, passes: list[Pass], unit: str, units: int) -> None:
        """The team's units first, then the person's; half-days that none covers are priced."""
        day = local_day(booking.starts_at)
        running = [one for one in passes if one.starts_on <= day <= (one.ends_on or day)]
        if not running:
            return
        key = f"booking:{booking.reference}:0:{day}"
        told = {
            "unit": unit,
            "user": booking.user,
            "telecentre_id": booking.space.telecentre_id,
            "home_id": booking.user.member.home_telecentre_id,
            "source": key,
            "reference": booking.reference,
        }
        taken: list[tuple[Pass, Grant | None, int]] = []
        for one in running:
            grant = self.of_month.get((one.pk, unit, Month.of(day).first))
            count = min(grant.left, units) if grant else 0
            if grant and count:
                grant.left -= count
                units -= count
                taken.append((one, grant, count))
        if units and unit == Unit.HALF_DAY:
            taken.append((running[0], None, units))
        for rank, (of_pass, grant, count) in enumerate(taken):
            line = f"{key}:{rank}"
            self.write(of_pass, grant, -count, day, kind="debit", key=f"debit:{line}", **told)
            if booking.state == Booking.State.CANCELLED:
                self.write(of_pass, grant, count, day, kind="refund", key=f"refund:{line}", **told)
                if grant:
                    grant.left += count

    def expire(self) -> None:
        for grant in self.grants:
            if grant.left and grant.ends_on < self.today:
                self.write(
                    grant.of_pass, grant, -grant.left, grant.ends_on, kind="expiry", unit=grant.unit
                )
                grant.left = 0

    def save(self) -> None:
        Grant.objects.bulk_create(self.grants, BATCH)
        self.entries.sort(key=lambda entry: entry.on)
        Entry.objects.bulk_create(self.entries, BATCH)


def load_passes(today: date) -> None:
    """Load them once; what was loaded another day stays as it is."""
    if Pass.objects.exists():
        return
    told = read_toml("passes.toml")
    plans = {row["slug"]: _load_plan(row, today) for row in told["plans"]}
    members = list(
        Member.objects.filter(starts_on__isnull=False, user__email__endswith=f"@{DOMAIN}")
        .select_related("user")
        .order_by("user__email")
    )
    held: dict[int, list[Pass]] = defaultdict(list)
    for number, member in enumerate(members):
        held[member.user_id] = _passes_of(member, number, plans, today)
    of_persons = Pass.objects.bulk_create([one for found in held.values() for one in found])
    _load_teams(told["teams"], plans["equipe"], members, held, today)
    ledger = Ledger(
        today,
        {
            plan.pk: dict(plan.entitlements.values_list("unit", "per_month"))
            for plan in plans.values()
        },
        by=User.objects.get(email=f"gestionnaire@{DOMAIN}"),
    )
    for of_pass in [*of_persons, *Pass.objects.filter(origin=Pass.Origin.TEAM)]:
        _open_months(ledger, of_pass)
    _load_uses(ledger, held)
    _load_corrections(ledger, told["corrections"], held)
    ledger.expire()
    ledger.save()


def remove_passes() -> None:
    """Take them away: the guard of the ledger is lifted for that, in the caller's transaction."""
    with guards.lifted(connection):
        for model in (Entry, Grant, PassHolder, Pass, PassPlan):
            model.objects.all().delete()


def _load_plan(row: dict[str, Any], today: date) -> PassPlan:
    told = {name: row[name] for name in PLAN_FIELDS if name in row}
    plan, is_new = PassPlan.objects.get_or_create(slug=row["slug"], defaults=told)
    if is_new:
        starts_on = date(today.year - 3, 1, 1)
        for unit, count in row.get("included", {}).items():
            Entitlement.objects.create(plan=plan, unit=unit, per_month=count, starts_on=starts_on)
        for formula, amount in row["prices"].items():
            limit = row.get("weekly_half_days") if formula == "MONTH" else None
            Price.objects.create(
                plan=plan,
                formula=formula,
                amount=amount,
                weekly_half_days=limit,
                starts_on=starts_on,
            )
    return plan


def _passes_of(member: Member, number: int, plans: dict[str, PassPlan], today: date) -> list[Pass]:
    """A year or two offered on joining, then the usual pass."""
    joined = member.starts_on or today
    is_newcomer = number % NEWCOMER_EVERY == 0
    ends_on = add_months(joined, 24 if is_newcomer else 12) - timedelta(days=1)
    offered = Pass(
        plan=plans["decouverte"],
        user=member.user,
        origin=Pass.Origin.NEWCOMER if is_newcomer else Pass.Origin.FIRST_YEAR,
        starts_on=joined,
        ends_on=ends_on,
    )
    if ends_on >= today:
        return [offered]
    usual = Pass(plan=plans["liberte"], user=member.user, starts_on=ends_on + timedelta(days=1))
    return [offered, usual]


def _load_teams(
    rows: list[dict[str, Any]],
    plan: PassPlan,
    members: list[Member],
    held: dict[int, list[Pass]],
    today: date,
) -> None:
    """Teams of members who are active; the first of each reads its statements."""
    active = [one for one in members if one.state == Member.State.ACTIVE]
    free = iter([one for one in active if not one.user.email.startswith("membre@")])
    for row in rows:
        owner, _ = Organisation.objects.get_or_create(name=row["name"])
        starts_on = Month.of(today).plus(-row["months_ago"]).first
        team = Pass.objects.create(
            plan=plan, organisation=owner, origin=Pass.Origin.TEAM, starts_on=starts_on
        )
        people = [next(free).user for _ in range(row["people"])]
        PassHolder.objects.bulk_create(
            PassHolder(of_pass=team, user=user, starts_on=starts_on) for user in people
        )
        OrganisationContact.objects.get_or_create(organisation=owner, user=people[0])
        for user in people:
            held[user.pk].insert(0, team)


def _open_months(ledger: Ledger, of_pass: Pass) -> None:
    month = Month.of(max(of_pass.starts_on, ledger.today - timedelta(days=DAYS_BACK)))
    last = Month.of(min(of_pass.ends_on or ledger.today, ledger.today))
    while month <= last:
        ledger.open_month(of_pass, month)
        month = month.following


def _load_uses(ledger: Ledger, held: dict[int, list[Pass]]) -> None:
    bookings = (
        Booking.objects.filter(user__in=held, kind=Booking.Kind.NORMAL)
        .filter(state__in=(Booking.State.APPROVED, Booking.State.CANCELLED))
        .filter(space__kind__in=(*Space.POSITION_KINDS, *ROOMS))
        .select_related("space", "user__member")
        .order_by("starts_at", "pk")
    )
    for booking in bookings:
        # What is booked for the months ahead opens these.
        for of_pass in held[booking.user_id]:
            month = Month.of(local_day(booking.starts_at))
            is_running = of_pass.ends_on is None or month.first <= of_pass.ends_on
            if month > Month.of(ledger.today) and is_running:
                _open_once(ledger, of_pass, month)
        if booking.space.kind in ROOMS:
            seconds = (booking.ends_at - booking.starts_at).total_seconds()
            unit, count = Unit.ROOM_HOUR, -int(-seconds // 3600)
        else:
            starts, ends = (
                timezone.localtime(at).hour for at in (booking.starts_at, booking.ends_at)
            )
            unit, count = Unit.HALF_DAY, (starts < NOON) + (ends > NOON)
        ledger.use(booking, held[booking.user_id], unit, count)


def _open_once(ledger: Ledger, of_pass: Pass, month: Month) -> None:
    units = ledger.included[of_pass.plan_id]
    if any((of_pass.pk, unit, month.first) not in ledger.of_month for unit in units):
        ledger.open_month(of_pass, month)


def _load_corrections(
    ledger: Ledger, rows: list[dict[str, Any]], held: dict[int, list[Pass]]
) -> None:
    for number, row in enumerate(rows):
        user = User.objects.get(email=f"{row['member']}@{DOMAIN}")
        of_pass, on = held[user.pk][-1], ledger.today - timedelta(days=row["days_ago"])
        ends_on = of_pass.ends_on or add_months(on, 12)
        grant = Grant(
            of_pass=of_pass,
            unit=Unit.HALF_DAY,
            units=row["units"],
            left=row["units"],
            origin=Grant.Origin.CORRECTION,
            starts_on=max(on, of_pass.starts_on),
            ends_on=ends_on,
            key=f"correction:demo-{number}",
        )
        told = {"source": grant.key, "comment": row["comment"], "by": ledger.by}
        ledger.give(grant, kind="correction", **told)
