"""Units are used once, the soonest to expire first, and never below zero."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from club.passes.models import Entry, Grant, Pass, Unit
from club.passes.refusals import NoPass, NoUnitsLeft, PassExpired
from club.passes.services import debit
from tests.club.passes.factories import (
    TODAY,
    lines,
    make_grant,
    make_pass,
    make_plan,
    make_team,
    make_user,
    make_usual_plan,
)
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reconciled")]


def use(user, units=1, on=TODAY, *, key="booking:A:0", **fields):
    centre = fields.pop("telecentre", None) or TelecentreFactory()
    return debit(user, units, on, key=key, telecentre=centre, **fields)


def test_a_unit_is_taken_and_the_line_says_where_and_for_which_booking():
    user = make_user()
    of_pass = make_pass(user, units=3)
    centre = TelecentreFactory()

    [entry] = use(user, 2, telecentre=centre, reference="7KQ2M9XTCP")

    assert (entry.kind, entry.units, entry.on, entry.of_pass) == ("debit", -2, TODAY, of_pass)
    assert (entry.telecentre, entry.home) == (centre, user.member.home_telecentre)
    assert (entry.user, entry.reference) == (user, "7KQ2M9XTCP")
    assert Grant.objects.get().left == 1


def test_units_that_expire_first_are_used_first_and_a_use_may_span_grants():
    user = make_user()
    of_pass = make_pass(user)
    late = make_grant(of_pass, 5, ends_on=date(2027, 6, 30))
    soon = make_grant(of_pass, 2, ends_on=date(2026, 12, 20))

    entries = use(user, 3)

    assert [(one.grant, one.units) for one in entries] == [(soon, -2), (late, -1)]


def test_units_must_be_valid_on_the_day_of_the_use():
    user = make_user()
    make_grant(make_pass(user), 2, ends_on=date(2026, 12, 20))

    with pytest.raises(NoUnitsLeft):
        use(user, on=date(2026, 12, 21))

    assert lines() == []


def test_the_same_key_is_used_once():
    user = make_user()
    make_pass(user, units=3)

    first = use(user)
    again = use(user)

    assert [one.pk for one in again] == [one.pk for one in first]
    assert lines() == [("debit", -1)]


def test_all_or_nothing_is_taken():
    user = make_user()
    make_pass(user, units=1)

    with pytest.raises(NoUnitsLeft):
        use(user, 2)

    assert (lines(), Grant.objects.get().left) == ([], 1)


def test_no_pass_and_no_pass_that_day_are_told_apart():
    stranger, late = make_user(), make_user("Marc")
    plan = make_plan(months_count=1)
    make_pass(late, plan=plan)

    with pytest.raises(NoPass):
        use(stranger)
    with pytest.raises(PassExpired):
        use(late)


def test_what_no_unit_covers_is_counted_to_be_priced():
    user = make_user()
    of_pass = make_pass(user, units=1)

    use(user, 3, may_charge=True)

    found = (
        Entry.objects.filter(kind="debit").order_by("pk").values_list("units", "grant", "of_pass")
    )
    assert list(found) == [(-1, Grant.objects.get().pk, of_pass.pk), (-2, None, of_pass.pk)]


def test_a_member_without_a_pass_gets_the_usual_one():
    plan = make_usual_plan()
    user = make_user()

    use(user, may_charge=True)
    use(user, may_charge=True, key="booking:B:0")

    opened = Pass.objects.get()
    assert (opened.plan, opened.user, opened.ends_on) == (plan, user, None)
    assert opened.entries.count() == 2


def test_rooms_are_never_charged():
    user = make_user()
    make_pass(user, units=5)

    with pytest.raises(NoUnitsLeft):
        use(user, unit=Unit.ROOM_HOUR, may_charge=True)


def test_the_employer_s_pass_pays_what_no_unit_covers():
    user = make_user()
    make_pass(user, units=1)
    team = make_team(user, units=1)

    entries = use(user, 3, may_charge=True)

    assert [(one.of_pass.origin, one.units) for one in entries] == [
        ("team", -1),
        ("usual", -1),
        ("team", -1),
    ]
    assert entries[2].of_pass == team


def test_a_person_who_left_the_team_no_longer_uses_its_pass():
    user = make_user()
    team = make_team(user, units=1)
    team.holders.update(ends_on=date(2026, 12, 6))

    with pytest.raises(PassExpired):
        use(user)


def test_the_month_of_a_use_is_opened_when_it_is_booked():
    user = make_user()
    make_pass(user, plan=make_plan(included={"HALF_DAY": 4}))

    use(user, on=date(2027, 1, 12))

    found = Grant.objects.order_by("starts_on").values_list("starts_on", "ends_on", "left")
    assert list(found) == [
        (date(2026, 12, 1), date(2026, 12, 31), 4),
        (date(2027, 1, 1), date(2027, 1, 31), 3),
    ]


def test_the_database_refuses_a_balance_below_zero_and_above_what_was_given():
    make_pass(units=1)

    for left in (-1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.update(left=left)


def test_the_database_refuses_to_rewrite_the_ledger():
    user = make_user()
    make_pass(user, units=3)
    use(user)

    for change in ({"units": -2}, {"on": date(2026, 1, 2)}, {"comment": "autre"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(kind="debit").delete()

    assert lines() == [("debit", -1)]


def test_the_person_of_a_line_may_be_forgotten():
    user = make_user()
    make_pass(user, units=3)
    use(user)

    user.delete()

    assert list(Entry.objects.filter(kind="debit").values_list("user", "units")) == [(None, -1)]
    assert Pass.objects.get().user is None
