"""What a month of half-days costs at the cheapest, among the formulas of a plan.

A week (Monday to Sunday) that two months share counts in each for the days it has there. « Le
mois » covers, each week, as many half-days as the plan says: two days a week, most often. Exact:
each week is solved by dynamic programming over its days and what the month still covers of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from club.passes.models import Price
from club.passes.refusals import NoPrice

F = Price.Formula
Days = list[int]  # half-days of each day of a week that has some
Plan = tuple[Decimal, Counter[str]]  # what it costs, and how many of each formula

HALVES_OF_A_DAY = 2
# Formulas in the order a bill lists them.
ORDER = (F.MONTH, F.WEEK, F.DAY, F.HALF_DAY)


@dataclass(frozen=True)
class Tariff:
    """Prices in euros; None: not sold. `weekly_half_days` None: the month covers all."""

    half_day: Decimal | None = None
    day: Decimal | None = None
    week: Decimal | None = None
    month: Decimal | None = None
    weekly_half_days: int | None = None

    @property
    def prices(self) -> dict[str, Decimal]:
        told = {
            F.HALF_DAY: self.half_day,
            F.DAY: self.day,
            F.WEEK: self.week,
            F.MONTH: self.month,
        }
        return {formula: price for formula, price in told.items() if price is not None}


@dataclass(frozen=True)
class BillLine:
    formula: str
    count: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return self.price * self.count


@dataclass(frozen=True)
class Bill:
    lines: tuple[BillLine, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def cheapest(uses: Mapping[date, int], tariff: Tariff) -> Bill:
    """The cheapest bill for the half-days used, by day, in one month.

    Raises NoPrice when the tariff sells nothing that covers them. At equal cost the larger formula
    is kept: « une journée » reads better than two halves.
    """
    weeks: dict[tuple[int, int], Days] = defaultdict(list)
    for day, count in sorted(uses.items()):
        if count > 0:
            weeks[day.isocalendar()[:2]].append(count)
    if not weeks:
        return Bill(())
    prices = tariff.prices
    best = _all_weeks(list(weeks.values()), prices, covered=0)
    if tariff.month is not None:
        rest = _rest_beside_the_month(list(weeks.values()), prices, tariff.weekly_half_days)
        if rest is not None and (best is None or tariff.month + rest[0] <= best[0]):
            best = tariff.month + rest[0], rest[1] + Counter({F.MONTH.value: 1})
    if best is None:
        raise NoPrice
    return Bill(
        tuple(
            BillLine(formula.value, best[1][formula.value], prices[formula])
            for formula in ORDER
            if best[1][formula.value]
        )
    )


def _rest_beside_the_month(
    weeks: list[Days], prices: Mapping[str, Decimal], weekly: int | None
) -> Plan | None:
    if weekly is None:
        return Decimal(0), Counter()
    return _all_weeks(weeks, prices, covered=weekly)


def _all_weeks(weeks: list[Days], prices: Mapping[str, Decimal], *, covered: int) -> Plan | None:
    """All the weeks, each with `covered` half-days that cost nothing more; None: not sold."""
    cost, formulas = Decimal(0), Counter[str]()
    for days in weeks:
        found = _one_week(days, prices, covered)
        if found is None:
            return None
        cost, formulas = cost + found[0], formulas + found[1]
    return cost, formulas


def _one_week(days: Days, prices: Mapping[str, Decimal], covered: int) -> Plan | None:
    # best[c]: the days seen so far, with c of the covered half-days spent on them at most.
    best: list[Plan | None] = [(Decimal(0), Counter())] * (covered + 1)
    for count in days:
        best = [
            _least(
                _add(best[spent - here], _one_day(count - here, prices))
                for here in range(min(count, spent) + 1)
            )
            for spent in range(covered + 1)
        ]
    whole = prices.get(F.WEEK)
    found = best[covered]
    # Where nothing is left to pay, not even a free week is added to the bill.
    if whole is not None and (found is None or (found[1] and whole <= found[0])):
        return whole, Counter({F.WEEK.value: 1})
    return found


def _one_day(count: int, prices: Mapping[str, Decimal]) -> Plan | None:
    """So many half-days of one day: days of two halves, and halves."""
    half, day = prices.get(F.HALF_DAY), prices.get(F.DAY)
    options = []
    for days in range(-(-count // HALVES_OF_A_DAY), -1, -1):
        halves = max(0, count - days * HALVES_OF_A_DAY)
        if (days and day is None) or (halves and half is None):
            continue
        cost = days * (day or Decimal(0)) + halves * (half or Decimal(0))
        options.append((cost, +Counter({F.DAY.value: days, F.HALF_DAY.value: halves})))
    return _least(options)


def _add(one: Plan | None, other: Plan | None) -> Plan | None:
    if one is None or other is None:
        return None
    return one[0] + other[0], one[1] + other[1]


def _least(plans: object) -> Plan | None:
    known = [plan for plan in plans if plan is not None]  # type: ignore[attr-defined]
    return min(known, key=lambda plan: plan[0], default=None)
