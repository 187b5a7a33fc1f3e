"""The cheapest combination is the cheapest: checked against every other one."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from club.passes.cheapest import Tariff, cheapest
from club.passes.refusals import NoPrice
from club.passes.wording import saving_in_words

MURAT = Tariff(Decimal(10), Decimal(20), Decimal(80), Decimal(100), weekly_half_days=4)
MONDAY = date(2026, 3, 2)
ROUNDS, MOST = 500, 6


def by_brute_force(uses, tariff):
    """Each half-day is paid in each possible way; what that costs is summed; the least is kept."""
    halves = [day for day, count in uses.items() for _ in range(count)]
    prices = tariff.prices
    best = None
    for ways in product(prices, repeat=len(halves)):
        cost = Decimal(0)
        taken = Counter(zip(ways, halves, strict=True))
        weeks, covered = set(), Counter()
        for (way, day), count in taken.items():
            if way == "HALF_DAY":
                cost += count * prices[way]
            elif way == "DAY":
                cost += -(-count // 2) * prices[way]
            elif way == "WEEK":
                weeks.add(day.isocalendar()[:2])
            else:
                covered[day.isocalendar()[:2]] += count
        limit = tariff.weekly_half_days
        if limit is not None and any(count > limit for count in covered.values()):
            continue
        cost += len(weeks) * prices.get("WEEK", 0)
        cost += prices["MONTH"] if covered else 0
        best = cost if best is None else min(best, cost)
    return best


def random_month(draw):
    days = draw.sample(range(12), draw.randint(0, 4))
    uses, total = {}, 0
    for offset in days:
        count = min(draw.choice((1, 2, 2, 3)), MOST - total)
        total += count
        if count:
            uses[MONDAY + timedelta(days=offset)] = count
    return uses


def random_tariff(draw):
    def price(least, most):
        return Decimal(draw.randint(least, most)) if draw.random() < 0.85 else None

    return Tariff(
        half_day=Decimal(draw.randint(1, 20)),
        day=price(1, 40),
        week=price(5, 60),
        month=price(5, 90),
        weekly_half_days=draw.choice((None, 1, 2, 4)),
    )


def test_no_combination_is_cheaper_on_random_months():
    draw = random.Random("cinq cents mois")
    wrong = []
    for _ in range(ROUNDS):
        uses, tariff = random_month(draw), random_tariff(draw)
        found = cheapest(uses, tariff).amount
        if found != by_brute_force(uses, tariff):
            wrong.append((uses, tariff, found))

    assert wrong == []


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, []),
        ({0: 1}, [("HALF_DAY", 1)]),
        ({0: 2, 1: 1}, [("DAY", 1), ("HALF_DAY", 1)]),
        ({0: 2, 1: 2, 2: 2, 3: 2, 4: 2}, [("WEEK", 1)]),
        # One or two days a week all month: 100 € rather than 160 €.
        ({week * 7 + day: 2 for week in range(4) for day in (0, 3)}, [("MONTH", 1)]),
        # A third day in one of the weeks is beside the month.
        (
            {week * 7 + day: 2 for week in range(4) for day in (0, 3)} | {2: 2},
            [("MONTH", 1), ("DAY", 1)],
        ),
    ],
)
def test_what_the_prices_of_murat_give(counts, expected):
    uses = {MONDAY + timedelta(days=offset): count for offset, count in counts.items()}

    bill = cheapest(uses, MURAT)

    assert [(line.formula, line.count) for line in bill.lines] == expected


def test_a_plan_that_sells_no_half_day_sells_the_day():
    assert cheapest({MONDAY: 1}, Tariff(day=Decimal(20))).amount == 20


def test_a_plan_without_a_price_has_no_bill():
    with pytest.raises(NoPrice):
        cheapest({MONDAY: 1}, Tariff())


@pytest.mark.parametrize(
    ("full", "due", "expected"),
    [
        (60, 40, "Vous auriez payé 60\u00a0€, vous payez 40\u00a0€."),
        (40, 40, "Vous payez 40\u00a0€."),
        (1260, Decimal("99.5"), "Vous auriez payé 1\u202f260\u00a0€, vous payez 99,50\u00a0€."),
    ],
)
def test_the_saving_is_said_in_words(full, due, expected):
    assert saving_in_words(Decimal(full), Decimal(due)) == expected
