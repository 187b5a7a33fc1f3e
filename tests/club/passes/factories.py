"""Plans and passes for tests that run on Monday 7 December 2026, 8 h 30 in the Cantal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from club.passes.granting import give_units, grant_pass
from club.passes.models import Entitlement, Entry, Grant, Pass, PassPlan, Price, Unit
from club.users.models import User
from tests.club.bookings.factories import NOW
from tests.club.members.factories import MemberFactory, OrganisationFactory

TODAY = date(2026, 12, 7)
START = date(2026, 1, 1)
PRICES = {"HALF_DAY": 10, "DAY": 20, "WEEK": 80, "MONTH": 100}

__all__ = ["NOW", "TODAY"]


def make_plan(
    *,
    included: dict[str, int] | None = None,
    prices: dict[str, int] | None = None,
    **fields: Any,
) -> PassPlan:
    """A plan at the prices of Murat; `included`: units by kind and month."""
    count = PassPlan.objects.count()
    plan = PassPlan.objects.create(
        **{"slug": f"pass-{count}", "name": f"Pass {count}", "summary": "Un pass.", **fields}
    )
    for unit, per_month in (included or {}).items():
        Entitlement.objects.create(plan=plan, unit=unit, per_month=per_month, starts_on=START)
    for formula, amount in (PRICES if prices is None else prices).items():
        Price.objects.create(
            plan=plan,
            formula=formula,
            amount=Decimal(amount),
            weekly_half_days=4 if formula == "MONTH" else None,
            starts_on=START,
        )
    return plan


def make_usual_plan() -> PassPlan:
    return make_plan(is_usual=True, slug="liberte", name="Pass Liberté")


def make_user(name: str = "Léa", **fields: Any) -> User:
    user: User = MemberFactory(
        user__public_name=name, starts_on=START, ends_on=date(2029, 12, 31), **fields
    ).user
    return user


def make_pass(user: User | None = None, units: int = 0, **fields: Any) -> Pass:
    """A person's pass that includes nothing, with some half-days to use until the end of 2026."""
    plan = fields.pop("plan", None) or make_plan()
    opened = grant_pass(plan, user=user or make_user(), **{"starts_on": START, **fields})
    if units:
        make_grant(opened, units)
    return opened


def make_team(*people: User, units: int = 0) -> Pass:
    from club.passes.granting import add_holder

    plan = make_plan(is_for_teams=True)
    opened = grant_pass(plan, organisation=OrganisationFactory(), starts_on=START)
    for person in people:
        add_holder(opened, person, starts_on=START)
    if units:
        make_grant(opened, units)
    return opened


def make_grant(
    of_pass: Pass, units: int, *, ends_on: date = date(2026, 12, 31), unit: str = Unit.HALF_DAY
) -> Grant:
    return give_units(
        of_pass,
        units,
        unit=unit,
        origin=Grant.Origin.GIFT,
        starts_on=START,
        ends_on=ends_on,
        key=f"essai:{Grant.objects.count()}",
    )


def lines() -> list[tuple[str, int]]:
    """What was written after the gifts, in order."""
    found = Entry.objects.exclude(kind="credit").order_by("pk")
    return list(found.values_list("kind", "units"))
