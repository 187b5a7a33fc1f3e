"""« Mon pass »: what is left, what expires next, what the month costs, what one may get."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from club.members.models import Organisation
from club.members.registry import Panel, register_panel
from club.passes.models import Entitlement, Grant, Pass, PassPlan, Price, Unit
from club.passes.months import Month
from club.passes.wording import PLURALS, units_in_words
from club.users.models import User

STATEMENTS = 12  # months whose statements are listed
SOON_DAYS = 14


@dataclass(frozen=True)
class Balance:
    """What is left of one kind of unit, and what expires first of it."""

    unit: str
    left: int
    next_units: int
    next_on: date
    is_soon: bool

    @property
    def label(self) -> str:
        """« demi-journées », beside the figure."""
        one, many = PLURALS[Unit(self.unit)]
        return many if self.left > 1 else one

    @property
    def next_words(self) -> str:
        return units_in_words(self.next_units, self.unit)


def balances_of(user: User, day: date) -> list[Balance]:
    """By kind of unit, half-days first, of all the passes that the person may use. One query."""
    usable = Pass.objects.usable_by(user, day).values("pk")
    by_unit: dict[str, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(of_pass__in=usable).usable(day):
        by_unit[grant.unit].append(grant)
    return [
        Balance(
            unit=unit,
            left=sum(grant.left for grant in by_unit[unit]),
            next_units=sum(
                one.left for one in by_unit[unit] if one.ends_on == by_unit[unit][0].ends_on
            ),
            next_on=by_unit[unit][0].ends_on,
            is_soon=by_unit[unit][0].ends_on <= day + timedelta(days=SOON_DAYS),
        )
        for unit in Unit.values
        if unit in by_unit
    ]


def passes_of(user: User, day: date) -> list[Pass]:
    """Those that run, the person's own first."""
    found = Pass.objects.usable_by(user, day).select_related("plan", "organisation")
    return sorted(found, key=lambda one: (one.user_id is None, one.ends_on or date.max, one.pk))


def months_of(user: User, today: date) -> list[Month]:
    """The months that have a statement, the newest first. One query."""
    first = Pass.objects.of(user).order_by("starts_on").values_list("starts_on", flat=True).first()
    if first is None:
        return []
    month = Month.of(today)
    found = [month.plus(-count) for count in range(STATEMENTS)]
    return [one for one in found if one >= Month.of(min(first, today))]


def organisations_of(user: User) -> list[Organisation]:
    """Those that this account speaks for and that have a pass."""
    held = Organisation.objects.filter(contacts__user=user, passes__isnull=False)
    return list(held.distinct().order_by("name"))


@dataclass(frozen=True)
class Offer:
    plan: PassPlan
    included: list[str]
    prices: list[Price]


def offers(day: date) -> list[Offer]:
    """The passes that the network offers, as they stand. Three queries."""
    plans = list(PassPlan.objects.filter(is_offered=True))
    included: dict[int, list[str]] = defaultdict(list)
    for one in Entitlement.objects.on(day).filter(plan__in=plans):
        included[one.plan_id].append(units_in_words(one.per_month, one.unit))
    prices: dict[int, list[Price]] = defaultdict(list)
    for price in Price.objects.on(day).filter(plan__in=plans):
        prices[price.plan_id].append(price)
    order = Price.Formula.values.index
    return [
        Offer(
            plan,
            included[plan.pk],
            sorted(prices[plan.pk], key=lambda price: order(price.formula)),
        )
        for plan in plans
    ]


def may_try(user: User) -> bool:
    """Whether a day to try is still to be had: no pass so far, and a network that gives one."""
    has_usual = PassPlan.objects.filter(is_usual=True).exists()
    return has_usual and not Pass.objects.filter(Q(user=user) | Q(holders__user=user)).exists()


def panel_of(user: User) -> dict[str, Any]:
    """« Mon pass », on the welcome page of the club, which only its readers open."""
    return {"balances": balances_of(user, timezone.localdate())}


def register_panels() -> None:
    """Declare the panel."""
    register_panel(Panel("pass", "Mon pass", "passes/panel.html", panel_of, order=20))
