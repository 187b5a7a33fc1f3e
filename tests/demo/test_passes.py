"""Each member has a pass, and the ledger is that of the bookings."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from club.bookings.models import Booking
from club.members.models import Member
from club.passes.hosting import host_statement
from club.passes.models import Entry, Grant, Pass, PassPlan, Unit
from club.passes.months import Month
from club.passes.services import correct, debit, expire_units
from club.passes.statements import person_statement
from club.telecentres.models import Space, Telecentre
from club.users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_network")]


def test_each_member_has_a_pass_and_each_plan_is_used():
    without = Member.objects.filter(starts_on__isnull=False, user__passes__isnull=True)

    assert without.count() == 0
    assert PassPlan.objects.filter(passes__isnull=False).distinct().count() == 3
    assert set(Pass.objects.values_list("origin", flat=True)) == set(Pass.Origin.values)


def test_what_is_left_of_each_grant_is_the_sum_of_its_lines():
    sums = dict(Grant.objects.annotate(summed=Sum("entries__units")).values_list("pk", "summed"))
    left = dict(Grant.objects.values_list("pk", "left"))

    assert sums == left
    assert expire_units() == 0


def test_half_days_used_are_those_of_the_bookings():
    kept = Booking.objects.filter(
        user__isnull=False,
        kind=Booking.Kind.NORMAL,
        state=Booking.State.APPROVED,
        space__kind__in=Space.POSITION_KINDS,
    )
    references = set(kept.values_list("reference", flat=True))
    uses = Entry.objects.uses().filter(unit=Unit.HALF_DAY).order_by()
    used = uses.values("reference").annotate(n=-Sum("units")).filter(n__gt=0)

    assert {row["reference"] for row in used} == references
    assert {row["n"] for row in used} == {1, 2}


def test_the_last_month_has_something_to_pay_and_something_saved():
    month = Month.of(timezone.localdate()).previous
    user = User.objects.get(email="membre@demo.example")

    total = person_statement(user, month).total
    hosts = [host_statement(centre, month) for centre in Telecentre.objects.all()]

    assert total.used > 0
    assert sum(one.hosted_units for one in hosts) > 100
    assert sum(one.total.due for one in hosts) > 0
    assert sum(one.total.full for one in hosts) > sum(one.total.due for one in hosts)


def test_the_services_go_on_from_there():
    user = User.objects.get(email="membre@demo.example")
    manager = User.objects.get(email="gestionnaire@demo.example")
    tomorrow = timezone.localdate() + timedelta(days=1)

    entries = debit(
        user,
        1,
        tomorrow,
        key="booking:NOUVELLE:0",
        telecentre=Telecentre.objects.first(),
        may_charge=True,
    )
    more = correct(user.passes.first(), 1, by=manager, comment="Geste", form_token="a")

    assert [one.units for one in [*entries, *more]] == [-1, 1]
