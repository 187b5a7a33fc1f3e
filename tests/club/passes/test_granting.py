"""Who gets which pass, once; and what its months include."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from club.passes.granting import add_holder, grant_pass, open_months, start_trial
from club.passes.models import Entry, Grant, Pass, Unit
from club.passes.refusals import AlreadyGiven, ForTeamsOnly, NotForTeams, TrialOver
from tests.club.members.factories import OrganisationFactory
from tests.club.passes.factories import (
    TODAY,
    make_pass,
    make_plan,
    make_team,
    make_user,
    make_usual_plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reconciled")]


@pytest.mark.parametrize(
    ("origin", "ends_on"),
    [("first_year", date(2027, 12, 6)), ("newcomer", date(2028, 12, 6)), ("usual", None)],
)
def test_a_free_pass_lasts_one_year_or_two(origin, ends_on):
    opened = grant_pass(make_plan(), user=make_user(), origin=origin)

    assert (opened.starts_on, opened.ends_on) == (TODAY, ends_on)


def test_a_free_year_is_given_once():
    user, plan = make_user(), make_plan()
    grant_pass(plan, user=user, origin="first_year", starts_on=date(2024, 1, 1))

    with pytest.raises(AlreadyGiven):
        grant_pass(plan, user=user, origin="first_year")

    assert Pass.objects.count() == 1


def test_plans_of_persons_and_of_teams_are_not_mixed():
    with pytest.raises(ForTeamsOnly):
        grant_pass(make_plan(is_for_teams=True), user=make_user())
    with pytest.raises(NotForTeams):
        grant_pass(make_plan(), organisation=OrganisationFactory())
    with pytest.raises(NotForTeams):
        add_holder(make_pass(), make_user())


def test_the_first_month_is_given_at_once_and_the_next_by_the_night_job():
    grant_pass(make_plan(included={"HALF_DAY": 4, "ROOM_HOUR": 2}), user=make_user())

    with time_machine.travel(datetime(2027, 1, 1, 2, tzinfo=UTC), tick=False):
        counts = [open_months(), open_months()]

    found = Grant.objects.order_by("starts_on", "unit").values_list("unit", "units", "starts_on")
    assert counts == [1, 0]
    assert list(found) == [
        (Unit.HALF_DAY, 4, TODAY),
        (Unit.ROOM_HOUR, 2, TODAY),
        (Unit.HALF_DAY, 4, date(2027, 1, 1)),
        (Unit.ROOM_HOUR, 2, date(2027, 1, 1)),
    ]
    assert Entry.objects.filter(kind="credit").count() == 4


def test_a_trial_is_one_day_given_once():
    make_usual_plan()
    user = make_user()

    first, again = start_trial(user), start_trial(user)

    assert (first.pk, first.units, first.ends_on) == (again.pk, 2, date(2027, 3, 7))
    assert Entry.objects.count() == 1


def test_who_has_a_pass_or_had_one_tries_no_more():
    make_usual_plan()
    had = make_pass(plan=make_plan(months_count=1)).user
    of_team = make_user("Marc")
    make_team(of_team)

    for user in (had, of_team):
        with pytest.raises(TrialOver):
            start_trial(user)


def test_who_left_a_team_may_come_back():
    user = make_user()
    team = make_team(user)
    team.holders.update(ends_on=TODAY)

    add_holder(team, user)

    assert list(team.holders.values_list("user", "ends_on")) == [(user.pk, None)]
