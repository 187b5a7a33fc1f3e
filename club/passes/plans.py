"""What plans give and cost, as they stand on a day; and the one way to write it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from club.passes.cheapest import Tariff
from club.passes.models import Entitlement, PassPlan, Price
from club.passes.months import Month
from club.passes.querysets import InForceQuerySet
from club.passes.refusals import OverlappingValidity

F = Price.Formula


def usual_plan() -> PassPlan | None:
    """The plan of those who have no other."""
    return PassPlan.objects.filter(is_usual=True).first()


@transaction.atomic
def save_price(price: Price) -> Price:
    """Write a price, new or changed, unless another is in force on one of its days for the same
    formula of the plan. Raises OverlappingValidity.
    """
    return _save(price, Price.objects.filter(plan=price.plan_id, formula=price.formula))


@transaction.atomic
def save_entitlement(entitlement: Entitlement) -> Entitlement:
    """The same, for what a plan gives each month. Raises OverlappingValidity."""
    same = Entitlement.objects.filter(plan=entitlement.plan_id, unit=entitlement.unit)
    return _save(entitlement, same)


def _save(row: Any, same: InForceQuerySet) -> Any:
    PassPlan.objects.select_for_update(no_key=True).get(pk=row.plan_id)
    if same.overlapping(row.starts_on, row.ends_on).exclude(pk=row.pk).exists():
        raise OverlappingValidity
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # Written meanwhile without the lock: by hand, in the database.
        if same.overlapping(row.starts_on, row.ends_on).exclude(pk=row.pk).exists():
            raise OverlappingValidity from error
        raise
    return row


def prices_of(plans: Iterable[int], month: Month) -> dict[int, dict[str, Price]]:
    """By plan and formula, the prices of a month, in one query.

    Those of its first day hold for the whole month; a formula that is sold later in the month has
    its first price.
    """
    found: dict[int, dict[str, Price]] = {pk: {} for pk in plans}
    rows = Price.objects.filter(plan__in=found).overlapping(month.first, month.last)
    for price in rows.order_by("starts_on"):
        found[price.plan_id].setdefault(price.formula, price)
    return found


def tariff_from(prices: dict[str, Price]) -> Tariff:
    """What `club.passes.cheapest` reckons with."""

    def amount(formula: str) -> Decimal | None:
        return prices[formula].amount if formula in prices else None

    return Tariff(
        half_day=amount(F.HALF_DAY),
        day=amount(F.DAY),
        week=amount(F.WEEK),
        month=amount(F.MONTH),
        weekly_half_days=prices[F.MONTH].weekly_half_days if F.MONTH in prices else None,
    )
