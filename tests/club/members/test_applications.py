"""From an account to a member: application, questions, decision."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from club.members import history
from club.members.applications import answer_question, apply, approve, ask_question, refuse
from club.members.history import last_day_of_year
from club.members.models import Acceptance, Member
from club.notifications.models import Notification
from club.users.models import User
from club.users.roles import MANAGERS, setup_roles
from tests.club.members.factories import (
    ApplicationFactory,
    MemberFactory,
    UserFactory,
    make_animateur,
    make_document,
    make_skill,
)
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db


def kinds(member: Member) -> list[str]:
    """The history of a membership, oldest first."""
    return list(member.events.order_by("pk").values_list("kind", flat=True))


def asked(user: User, **fields) -> Member:
    fields.setdefault("home_telecentre", TelecentreFactory())
    return apply(user, **{"accepted": [], **fields})


def test_an_application_waits_and_both_sides_are_told(told):
    user, centre, charter = UserFactory(), TelecentreFactory(), make_document()
    animateur = make_animateur(centre)
    make_skill("Traduction")

    member = asked(
        user,
        home_telecentre=centre,
        accepted=[charter],
        message="Je m’installe.",
        skills=["traductions"],
        activity="Traductrice",
        siret="732 829 320 00074",
    )

    member.refresh_from_db()
    event = member.events.get()
    assert (member.state, member.activity, member.siret) == (
        "application",
        "Traductrice",
        "73282932000074",
    )
    assert [skill.name for skill in member.skills.all()] == ["Traduction"]
    assert (event.kind, event.reason, event.actor) == ("applied", "Je m’installe.", user)
    assert Acceptance.objects.get().document == charter
    assert told() == [
        (user.email, "Votre demande d’adhésion est bien arrivée"),
        (animateur.email, "Une demande d’adhésion attend votre réponse"),
    ]


def test_without_an_animateur_the_managers_are_told(told):
    setup_roles()
    manager = UserFactory()
    manager.groups.add(manager.groups.model.objects.get(name=MANAGERS))

    asked(UserFactory())

    assert told()[-1][0] == manager.email


def test_the_same_form_twice_is_one_application(told):
    user, centre = UserFactory(), TelecentreFactory()
    first = asked(user, home_telecentre=centre, activity="Une")
    told()

    second = asked(user, home_telecentre=centre, activity="Autre")

    assert (second.pk, second.activity, kinds(first), told()) == (
        first.pk,
        "Une",
        ["applied"],
        [],
    )


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_a_member_does_not_apply_again(state):
    member = MemberFactory(state=state)

    with pytest.raises(history.AlreadyMember):
        asked(member.user)


@pytest.mark.parametrize("state", ["refused", "resigned", "expired"])
def test_who_left_or_was_refused_may_come_back(state):
    member = MemberFactory(state=state, last_confirmed_at=None)

    again = asked(member.user)

    assert (again.pk, again.state, Member.objects.count()) == (member.pk, "application", 1)


def test_every_document_in_force_must_be_accepted():
    charter, rules = make_document(), make_document("house_rules")

    with pytest.raises(history.DocumentsNotAccepted):
        asked(UserFactory(), accepted=[charter])
    assert (Member.objects.count(), Acceptance.objects.count()) == (0, 0)

    assert asked(UserFactory(), accepted=[charter, rules]).state == "application"


def test_a_wrong_field_leaves_nothing_behind(told):
    with pytest.raises(ValidationError):
        asked(UserFactory(), siret="12345678901234")

    assert (Member.objects.count(), told()) == (0, [])


def test_a_question_goes_to_the_applicant_and_the_answer_comes_back(told):
    member = ApplicationFactory()
    animateur = make_animateur(member.home_telecentre)

    for _ in range(2):
        ask_question(member, by=animateur, text=" Combien de jours ? ")
    assert Member.objects.get().awaits_answer is True
    for _ in range(2):
        answer_question(member, text="Deux.")

    assert Member.objects.get().awaits_answer is False
    assert kinds(member) == ["questioned", "answered"]
    assert told() == [
        (member.user.email, "Une question sur votre demande d’adhésion"),
        (animateur.email, "Une réponse à votre question"),
    ]


def test_approval_opens_a_year_from_today(told):
    member, animateur = ApplicationFactory(awaits_answer=True), UserFactory()

    with time_machine.travel("2027-03-05 10:00+01:00", tick=False):
        approve(member, by=animateur)
        approve(member, by=UserFactory())

    member.refresh_from_db()
    assert (member.state, member.awaits_answer) == ("active", False)
    assert (member.starts_on, member.ends_on) == (date(2027, 3, 5), date(2028, 3, 4))
    assert [(event.kind, event.actor) for event in member.events.all()] == [("approved", animateur)]
    assert told() == [(member.user.email, "Bienvenue au club")]


def test_a_year_begun_on_29_february_ends_on_the_28th():
    assert last_day_of_year(date(2028, 2, 29)) == date(2029, 2, 28)
    assert last_day_of_year(date(2027, 1, 1)) == date(2027, 12, 31)


def test_a_refusal_says_why(told):
    member = ApplicationFactory(awaits_answer=True)

    for _ in range(2):
        refuse(member, by=UserFactory(), reason=" Hors du Cantal. ")

    member.refresh_from_db()
    assert (member.state, member.awaits_answer, kinds(member)) == ("refused", False, ["refused"])
    assert member.events.get().reason == "Hors du Cantal."
    assert "Hors du Cantal." in Notification.objects.get().text
    assert len(told()) == 1


@pytest.mark.parametrize(
    "decide",
    [
        lambda member: refuse(member, by=UserFactory(), reason=" "),
        lambda member: ask_question(member, by=UserFactory(), text="\n"),
        lambda member: answer_question(member, text=""),
    ],
)
def test_nothing_is_decided_without_words(decide, told):
    member = ApplicationFactory()

    with pytest.raises(history.ReasonMissing):
        decide(member)

    assert (Member.objects.get().state, kinds(member), told()) == ("application", [], [])


DECISIONS = {
    "approve": (lambda member: approve(member, by=UserFactory()), {"application", "active"}),
    "refuse": (
        lambda member: refuse(member, by=UserFactory(), reason="Non."),
        {"application", "refused"},
    ),
    "ask": (lambda member: ask_question(member, by=UserFactory(), text="?"), {"application"}),
    "answer": (lambda member: answer_question(member, text="Oui."), {"application"}),
}


@pytest.mark.parametrize("state", Member.State.values)
@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_is_for_an_application_that_waits(name, state):
    decide, possible = DECISIONS[name]
    member = MemberFactory(state=state)

    if state in possible:
        decide(member)
        return
    with pytest.raises(history.NotWaiting):
        decide(member)
    assert (Member.objects.get().state, kinds(member)) == (state, [])
