"""Units come back on a timely cancellation and when a centre closes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from club.passes.models import Entry, Grant
from club.passes.refusals import TooLateToRefund
from club.passes.services import debit, expire_units, refund
from tests.club.passes.factories import NOW, TODAY, lines, make_grant, make_pass, make_user
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reconciled")]
KEY = "booking:A:0"
TUESDAY = TODAY + timedelta(days=1)
IN_25_HOURS = NOW + timedelta(hours=25)


def use(user, units=1, *, on=TUESDAY, **fields):
    return debit(user, units, on, key=KEY, telecentre=TelecentreFactory(), **fields)


def test_a_timely_cancellation_gives_back_to_the_grants_that_were_used():
    user = make_user()
    of_pass = make_pass(user)
    soon = make_grant(of_pass, 1, ends_on=date(2026, 12, 20))
    late = make_grant(of_pass, 5, ends_on=date(2027, 6, 30))
    use(user, 4, may_charge=True)

    entries = refund(KEY, starts_at=IN_25_HOURS)

    assert [(one.grant, one.units, one.on) for one in entries] == [
        (soon, 1, TUESDAY),
        (late, 3, TUESDAY),
    ]
    assert sorted(Grant.objects.values_list("left", flat=True)) == [1, 5]


def test_what_was_to_be_priced_is_no_longer():
    user = make_user()
    make_pass(user)
    use(user, 2, may_charge=True)

    refund(KEY, starts_at=IN_25_HOURS)

    assert lines() == [("debit", -2), ("refund", 2)]
    assert Entry.objects.filter(grant=None).count() == 2


def test_a_second_refund_gives_nothing_more():
    user = make_user()
    make_pass(user, units=2)
    use(user)

    first = refund(KEY, starts_at=IN_25_HOURS)
    again = refund(KEY, starts_at=IN_25_HOURS)

    assert [one.pk for one in again] == [one.pk for one in first]
    assert lines() == [("debit", -1), ("refund", 1)]


def test_nothing_used_nothing_given_back():
    assert refund("booking:UNKNOWN:0", starts_at=IN_25_HOURS) == []


@pytest.mark.parametrize(("notice", "is_given"), [(25, True), (26, False)])
def test_the_notice_of_the_plan_decides(notice, is_given):
    user = make_user()
    of_pass = make_pass(user, units=2)
    of_pass.plan.refund_notice_hours = notice
    of_pass.plan.save()
    use(user)

    if is_given:
        refund(KEY, starts_at=IN_25_HOURS)
    else:
        with pytest.raises(TooLateToRefund) as refusal:
            refund(KEY, starts_at=IN_25_HOURS)
        assert (
            str(refusal.value) == "Les unités sont rendues jusqu’à 26\u00a0heures avant le début."
        )

    assert Grant.objects.get().left == (2 if is_given else 1)


def test_a_closure_gives_back_without_notice():
    user = make_user()
    make_pass(user, units=2)
    use(user)

    refund(KEY, starts_at=NOW, is_closure=True)

    assert Grant.objects.get().left == 2


def test_a_closure_told_after_the_month_gives_units_that_can_still_be_used():
    user = make_user()
    of_pass = make_pass(user)
    make_grant(of_pass, 2, ends_on=TUESDAY)
    use(user)

    with time_machine.travel(datetime(2026, 12, 10, 8, tzinfo=UTC), tick=False):
        refund(KEY, starts_at=IN_25_HOURS, is_closure=True)

    given = Grant.objects.get(origin="closure")
    assert (given.left, given.starts_on, given.ends_on) == (
        1,
        date(2026, 12, 10),
        date(2027, 1, 9),
    )


def test_units_whose_time_is_past_expire_once_even_after_a_late_refund():
    user = make_user()
    grant = make_grant(make_pass(user), 3, ends_on=TUESDAY)
    use(user)

    with time_machine.travel(datetime(2026, 12, 10, 3, tzinfo=UTC), tick=False):
        counts = [expire_units(), expire_units()]
        refund(KEY, starts_at=IN_25_HOURS, now=NOW)
        counts += [expire_units()]

    assert counts == [1, 0, 1]
    assert lines() == [("debit", -1), ("expiry", -2), ("refund", 1), ("expiry", -1)]
    assert Entry.objects.filter(kind="expiry").values_list("on", flat=True).distinct().get() == (
        grant.ends_on
    )
