"""The life of a membership: renewal, expiry, suspension, resignation, follow-up."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from club.members import history
from club.members.memberships import (
    RENEWABLE_BEFORE,
    add_follow_up_note,
    expire_due,
    lift_suspension,
    remind_renewals,
    renew,
    resign,
    suspend,
)
from club.members.models import Member
from tests.club.members.factories import (
    MemberFactory,
    UserFactory,
    make_animateur,
    make_document,
)
from tests.club.members.test_applications import kinds

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 5)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2027-03-05 10:00+01:00", tick=False):
        yield


def ending(day: date, **fields) -> Member:
    return MemberFactory(starts_on=date(2026, 3, 10), ends_on=day, **fields)


def test_a_suspension_says_why_once_and_is_lifted(told):
    member, manager = MemberFactory(), UserFactory()

    for _ in range(2):
        suspend(member, by=manager, reason="Propos déplacés.")
    assert Member.objects.active().count() == 0
    for _ in range(2):
        lift_suspension(member, by=manager)

    assert Member.objects.active().count() == 1
    assert kinds(member) == ["suspended", "lifted"]
    assert [subject for _, subject in told()] == [
        "Votre adhésion est suspendue",
        "Votre adhésion reprend",
    ]


def test_a_suspension_lifted_after_the_end_leaves_it_expired(told):
    member = ending(TODAY - DAY, state="suspended")

    lift_suspension(member, by=UserFactory())

    assert Member.objects.get().state == "expired"
    assert kinds(member) == ["lifted", "expired"]
    assert [subject for _, subject in told()] == ["Votre adhésion est arrivée à son terme"]


def test_a_suspension_needs_a_reason():
    with pytest.raises(history.ReasonMissing):
        suspend(MemberFactory(), by=UserFactory(), reason="")


@pytest.mark.parametrize("state", ["application", "expired", "resigned", "refused"])
def test_only_an_active_member_is_suspended(state):
    member = MemberFactory(state=state)

    with pytest.raises(history.NotActive):
        suspend(member, by=UserFactory(), reason="Non.")
    with pytest.raises(history.NotSuspended):
        lift_suspension(member, by=UserFactory())


def test_a_member_leaves_today_and_the_animateur_is_told(told):
    member = MemberFactory()
    animateur = make_animateur(member.home_telecentre)

    for _ in range(2):
        resign(member, reason="Je déménage.")

    member.refresh_from_db()
    assert (member.state, member.ends_on, kinds(member)) == ("resigned", TODAY, ["resigned"])
    assert [address for address, _ in told()] == [member.user.email, animateur.email]


def test_a_member_whose_membership_has_not_begun_may_leave():
    member = MemberFactory(starts_on=TODAY + 3 * DAY)

    resign(member)

    assert Member.objects.get().ends_on == TODAY + 3 * DAY


def test_there_is_nothing_to_leave_after_a_refusal():
    with pytest.raises(history.NotActive):
        resign(MemberFactory(state="refused"))


def test_renewing_adds_a_year_after_the_end_and_only_once(told):
    member = ending(TODAY + 5 * DAY)

    for _ in range(2):
        renew(member, by=member.user)

    member.refresh_from_db()
    assert (member.starts_on, member.ends_on) == (date(2026, 3, 10), date(2028, 3, 10))
    assert kinds(member) == ["renewed"]
    assert [subject for _, subject in told()] == ["Votre adhésion est renouvelée"]


def test_renewing_after_the_end_starts_today():
    member = ending(TODAY - 90 * DAY, state="expired")

    renew(member, by=UserFactory())

    member.refresh_from_db()
    assert (member.state, member.starts_on, member.ends_on) == (
        "active",
        TODAY,
        date(2028, 3, 4),
    )


@pytest.mark.parametrize(("more", "count"), [(0, 1), (1, 0)])
def test_renewing_opens_sixty_days_before_the_end(more, count):
    member = ending(TODAY + RENEWABLE_BEFORE + more * DAY)

    renew(member, by=member.user)

    assert len(kinds(member)) == count


def test_who_renews_accepts_the_documents_first_but_an_animateur_may():
    member = ending(TODAY)
    make_document()

    with pytest.raises(history.DocumentsNotAccepted):
        renew(member, by=member.user)
    renew(member, by=UserFactory())

    assert kinds(member) == ["renewed"]


@pytest.mark.parametrize("state", ["application", "suspended", "resigned", "refused"])
def test_only_an_active_or_expired_membership_is_renewed(state):
    with pytest.raises(history.NotActive):
        renew(ending(TODAY, state=state), by=UserFactory())


def test_memberships_expire_the_day_after_their_end_and_once(told):
    last_day, over = ending(TODAY), ending(TODAY - DAY)
    ending(TODAY - DAY, state="suspended")

    counts = [expire_due(), expire_due()]

    over.refresh_from_db()
    assert (counts, over.state, kinds(over)) == ([1, 0], "expired", ["expired"])
    assert Member.objects.active().get() == last_day
    assert told() == [(over.user.email, "Votre adhésion est arrivée à son terme")]


def test_access_does_not_wait_for_the_nightly_job():
    ending(TODAY - DAY)
    MemberFactory(starts_on=TODAY + DAY)

    assert Member.objects.active().count() == 0


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (31, []),
        (30, ["reminded_30"]),
        (8, ["reminded_30"]),
        (7, ["reminded_7"]),
        (0, ["reminded_7"]),
        (-1, []),
    ],
)
def test_a_member_is_reminded_at_the_right_time(left, expected):
    member = ending(TODAY + left * DAY)

    remind_renewals()

    assert kinds(member) == expected


def test_a_year_of_nights_reminds_twice_and_expires_once(told):
    member = ending(TODAY + 40 * DAY)

    for night in range(60):
        day = TODAY + night * DAY
        for _ in range(2):
            remind_renewals(day)
            expire_due(day)

    assert kinds(member) == ["reminded_30", "reminded_7", "expired"]
    assert len(told()) == 3


def test_a_membership_renewed_is_reminded_again_the_year_after():
    member = ending(TODAY + 5 * DAY)
    remind_renewals()
    renew(member, by=member.user)

    remind_renewals(date(2028, 3, 5))

    assert kinds(member) == ["reminded_7", "renewed", "reminded_7"]


def test_a_suspended_member_is_not_reminded():
    ending(TODAY + 5 * DAY, state="suspended")

    assert remind_renewals() == 0


def test_a_note_is_signed_and_dated():
    member, author = MemberFactory(), UserFactory()

    note = add_follow_up_note(member, author=author, text=" Vient le mardi. ")

    assert (note.text, note.author, note.created_at) == ("Vient le mardi.", author, timezone.now())
    with pytest.raises(history.ReasonMissing):
        add_follow_up_note(member, author=author, text=" ")
