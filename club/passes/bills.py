"""What the uses of a month cost: the half-days that no unit covered, at the cheapest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from club.passes.cheapest import Bill, cheapest
from club.passes.models import Entry, Pass, Price, Unit
from club.passes.months import Month
from club.passes.plans import prices_of, tariff_from
from club.passes.refusals import NoPrice
from club.passes.wording import saving_in_words

ZERO = Decimal(0)


@dataclass(frozen=True)
class PassBill:
    """One person on one pass in one month: half-days, and euros."""

    of_pass: Pass
    name: str
    used: int
    priced: int
    bill: Bill | None  # None: the plan has no price that covers them
    full: Decimal  # every half-day at the price of one
    subscription: Decimal = ZERO

    @property
    def due(self) -> Decimal:
        return self.subscription + (self.bill.amount if self.bill else ZERO)

    @property
    def covered(self) -> int:
        return self.used - self.priced


def bills_of(entries: Iterable[Entry], passes: Iterable[Pass], month: Month) -> list[PassBill]:
    """One bill per pass and person, and per subscription. One query.

    `entries`: the uses of that month, with `user`. `passes`: those they are on, and others whose
    subscription is due.
    """
    held = {one.pk: one for one in passes}
    prices = prices_of({one.plan_id for one in held.values()}, month)
    used: dict[tuple[int, int | None], int] = defaultdict(int)
    priced: dict[tuple[int, int | None], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    names: dict[tuple[int, int | None], str] = {}
    for entry in entries:
        if entry.unit != Unit.HALF_DAY or entry.kind not in Entry.USES:
            continue
        group = (entry.of_pass_id, entry.user_id)
        names[group] = str(entry.user) if entry.user else "ancien adhérent"
        used[group] -= entry.units
        if entry.grant_id is None:
            priced[group][entry.on] -= entry.units
    found = [
        PassBill(
            of_pass=held[pk],
            name=names[pk, user_pk],
            used=used[pk, user_pk],
            priced=sum(priced[pk, user_pk].values()),
            bill=_bill(priced[pk, user_pk], prices[held[pk].plan_id]),
            full=used[pk, user_pk] * _amount(prices[held[pk].plan_id], Price.Formula.HALF_DAY),
        )
        for pk, user_pk in used
        if used[pk, user_pk]
    ]
    # A subscription is a line of its own: due once, whether the pass was used or not.
    for of_pass in held.values():
        amount = _amount(prices[of_pass.plan_id], Price.Formula.SUBSCRIPTION)
        if amount:
            name = of_pass.of_whom
            found.append(PassBill(of_pass, name, 0, 0, Bill(()), full=ZERO, subscription=amount))
    return sorted(found, key=lambda one: (one.of_pass.pk, -one.subscription, one.name))


@dataclass(frozen=True)
class Total:
    """Bills summed up."""

    used: int
    priced: int
    full: Decimal
    due: Decimal

    @classmethod
    def of(cls, bills: Iterable[PassBill]) -> Total:
        told = list(bills)
        return cls(
            used=sum(one.used for one in told),
            priced=sum(one.priced for one in told),
            full=sum((one.full for one in told), ZERO),
            due=sum((one.due for one in told), ZERO),
        )

    @property
    def covered(self) -> int:
        return self.used - self.priced

    @property
    def words(self) -> str:
        """« Vous auriez payé 60 €, vous payez 40 €. »"""
        return saving_in_words(self.full, self.due)

    @property
    def words_inside(self) -> str:
        """The same, after other words of the sentence."""
        return self.words[0].lower() + self.words[1:]


def _bill(uses: dict[date, int], rates: dict[str, Price]) -> Bill | None:
    try:
        return cheapest(uses, tariff_from(rates))
    except NoPrice:
        return None


def _amount(rates: dict[str, Price], formula: str) -> Decimal:
    return rates[formula].amount if formula in rates else ZERO
