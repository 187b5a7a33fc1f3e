"""Units and passes that end soon are told once; those of the month are not."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from club.notifications.models import Notification
from club.passes.granting import grant_pass
from club.passes.models import Unit
from club.passes.news import tell_expiring
from tests.club.passes.factories import make_grant, make_pass, make_plan, make_user

pytestmark = pytest.mark.django_db


def told():
    return list(Notification.objects.order_by("pk").values_list("user__public_name", "title"))


def test_units_that_end_soon_are_told_once_together():
    of_pass = make_pass(make_user("Léa"))
    make_grant(of_pass, 2, ends_on=date(2026, 12, 21))
    make_grant(of_pass, 3, ends_on=date(2026, 12, 21), unit=Unit.ROOM_HOUR)
    make_grant(of_pass, 5, ends_on=date(2026, 12, 22))

    counts = [tell_expiring(), tell_expiring()]

    assert counts == [1, 0]
    assert told() == [
        (
            "Léa",
            "À utiliser avant le 21\u00a0décembre\u00a02026\u202f: "
            "2\u00a0demi-journées et 3\u00a0heures de salle",
        )
    ]


def test_what_a_month_includes_is_not_told_but_the_end_of_a_pass_is():
    plan = make_plan(included={"HALF_DAY": 4}, name="Pass Découverte")
    grant_pass(plan, user=make_user("Léa"), origin="first_year", starts_on=date(2026, 1, 1))

    with time_machine.travel(datetime(2026, 12, 20, 8, tzinfo=UTC), tick=False):
        counts = [tell_expiring(), tell_expiring()]

    assert counts == [1, 0]
    assert told() == [
        (
            "Léa",
            "Votre «\u202fPass Découverte\u202f» se termine le 31\u00a0décembre\u00a02026",
        )
    ]
