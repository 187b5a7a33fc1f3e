"""Two rows for one thing are never in force on the same day; nor can the database be told so."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from club.passes import guards
from club.passes.models import Entitlement, Price
from club.passes.months import Month
from club.passes.plans import prices_of, save_entitlement, save_price
from club.passes.refusals import OverlappingValidity
from tests.club.passes.factories import make_plan

pytestmark = pytest.mark.django_db

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
OVERLAPS = [
    JUNE,
    (date(2026, 6, 30), date(2026, 7, 31)),
    (date(2026, 5, 1), date(2026, 6, 1)),
    (date(2026, 6, 10), date(2026, 6, 12)),
    (date(2026, 1, 1), None),
]
APART = [
    (date(2026, 7, 1), None),
    (date(2026, 5, 1), date(2026, 5, 31)),
]


def price(plan, starts_on, ends_on, **fields):
    return Price(
        **{"plan": plan, "formula": "DAY", "amount": 20, **fields},
        starts_on=starts_on,
        ends_on=ends_on,
    )


@pytest.fixture
def plan():
    found = make_plan(prices={})
    price(found, *JUNE).save()
    return found


@pytest.mark.parametrize("dates", OVERLAPS)
def test_an_overlapping_price_is_refused_by_the_service_and_by_the_database(plan, dates):
    with pytest.raises(OverlappingValidity):
        save_price(price(plan, *dates))
    with pytest.raises(IntegrityError), transaction.atomic():
        price(plan, *dates).save()

    assert Price.objects.count() == 1


@pytest.mark.parametrize("dates", APART)
def test_prices_that_follow_each_other_are_written(plan, dates):
    save_price(price(plan, *dates))

    assert Price.objects.count() == 2


def test_another_formula_and_another_plan_do_not_overlap(plan):
    save_price(price(plan, *JUNE, formula="WEEK"))
    save_price(price(make_plan(prices={}), *JUNE))

    assert Price.objects.count() == 3


def test_a_change_that_would_overlap_is_refused_too(plan):
    later = save_price(price(plan, date(2026, 7, 1), None))

    later.starts_on = date(2026, 6, 30)
    with pytest.raises(OverlappingValidity):
        save_price(later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(pk=later.pk).update(starts_on=date(2026, 6, 30))

    later.refresh_from_db()
    assert later.starts_on == date(2026, 7, 1)


def test_what_a_plan_includes_does_not_overlap_either(plan):
    told = {"plan": plan, "unit": "HALF_DAY", "per_month": 4, "starts_on": date(2026, 6, 1)}
    save_entitlement(Entitlement(**told))

    with pytest.raises(OverlappingValidity):
        save_entitlement(Entitlement(**told))
    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.objects.create(**told)


def test_without_the_guard_of_the_database_two_prices_would_stand(plan):
    with guards.lifted(connection):
        second = price(plan, *JUNE)
        second.save()
        second.delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        price(plan, *JUNE).save()


def test_the_prices_of_a_month_are_those_of_its_first_day(plan):
    later = save_price(price(plan, date(2026, 7, 1), None, amount=25))
    week = save_price(price(plan, date(2026, 6, 15), None, formula="WEEK"))

    june = prices_of([plan.pk], Month(2026, 6))[plan.pk]
    july = prices_of([plan.pk], Month(2026, 7))[plan.pk]

    assert (june["DAY"].amount, july["DAY"], june["WEEK"]) == (20, later, week)
