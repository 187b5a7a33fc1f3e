"""What the club tells people: on the site, and by one mail each in text and HTML."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail

from club.members import emails, kinds
from club.members.conversations import report_message, write_message
from club.members.models import Member
from club.notifications.digests import write_due_mails
from club.notifications.kinds import kind_of
from club.notifications.models import Notification
from club.users.models import User
from club.users.roles import MANAGERS, setup_roles
from tests.club.members.factories import (
    ApplicationFactory,
    MemberFactory,
    UserFactory,
    make_animateur,
)
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

END = date(2027, 6, 1)
TO_THE_MEMBER: dict[str, tuple[Callable[[Member], Any], str, str]] = {
    "Votre demande d’adhésion est bien arrivée": (
        emails.application_received,
        kinds.MEMBERSHIP,
        "/club/adhesion/",
    ),
    "Une question sur votre demande d’adhésion": (
        lambda member: emails.question_asked(member, text="Depuis quand\u202f?"),
        kinds.MEMBERSHIP,
        "/club/adhesion/",
    ),
    "Bienvenue au club": (emails.approved, kinds.MEMBERSHIP, "/club/profil/"),
    "Votre demande d’adhésion": (
        lambda member: emails.refused(member, reason="Depuis quand\u202f?"),
        kinds.MEMBERSHIP,
        "/club/adhesion/",
    ),
    "Votre adhésion est suspendue": (
        lambda member: emails.suspended(member, reason="Depuis quand\u202f?"),
        kinds.MEMBERSHIP,
        "/club/adhesion/",
    ),
    "Votre adhésion reprend": (emails.suspension_lifted, kinds.MEMBERSHIP, "/club/"),
    "Vous avez quitté le club": (
        lambda member: emails.resigned(member, reason="", was_applying=False),
        kinds.MEMBERSHIP,
        "/club/adhesion/",
    ),
    "Votre demande est retirée": (
        lambda member: emails.resigned(member, reason="", was_applying=True),
        kinds.MEMBERSHIP,
        "/club/adhesion/",
    ),
    "Votre adhésion est renouvelée": (emails.renewed, kinds.MEMBERSHIP, "/club/"),
    "Votre adhésion se termine le 1er\u00a0juin": (
        lambda member: emails.renewal_reminder(member, ends_on=END, days=7),
        kinds.RENEWAL,
        "/club/adhesion/",
    ),
    "Votre adhésion est arrivée à son terme": (emails.expired, kinds.RENEWAL, "/club/adhesion/"),
    "Votre profil est-il toujours à jour\u202f?": (
        emails.confirmation_asked,
        kinds.PROFILE,
        "/r/",
    ),
    "Votre profil a quitté l’annuaire": (emails.profile_hidden, kinds.PROFILE, "/r/"),
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-03-05 10:00+01:00", tick=False) as clock:
        yield clock


def verified(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_known(**fields: Any) -> Member:
    member = MemberFactory(ends_on=END, **fields)
    verified(member.user)
    return member


@pytest.mark.parametrize("title", TO_THE_MEMBER)
def test_a_member_is_told_once_on_the_site(title):
    tell, kind, url = TO_THE_MEMBER[title]
    member = make_known()

    tell(member)

    row = Notification.objects.get(user=member.user)
    # A signed link differs each time.
    told = "/r/" if row.url.startswith("/r/") else row.url
    assert (row.title, row.kind, told) == (title, kind, url)
    assert row.subject_key == f"member:{member.pk}"
    assert row.text.strip() == row.text != ""


@pytest.mark.parametrize("title", TO_THE_MEMBER)
def test_decisions_and_reminders_go_at_once_in_text_and_html(title):
    tell, kind, url = TO_THE_MEMBER[title]
    member = make_known()
    is_urgent = kind != kinds.PROFILE

    tell(member)

    written = [one for one in mail.outbox if one.to == [member.user.email]]
    assert [one.subject for one in written] == [title] * is_urgent
    for one in written:
        text = Notification.objects.get(user=member.user).text
        (html, mimetype) = one.alternatives[0]
        assert text in one.body
        assert f"http://localhost:8000{url}" in one.body
        assert f"http://localhost:8000{url}" in html
        assert mimetype == "text/html"


def test_a_decision_of_the_night_leaves_in_the_morning(clock):
    clock.move_to("2027-03-05 23:00+01:00")
    member = make_known()

    emails.approved(member)
    before = len(mail.outbox)
    clock.move_to("2027-03-06 07:01+01:00")
    write_due_mails()

    assert (before, [one.subject for one in mail.outbox]) == (0, ["Bienvenue au club"])


def test_those_who_decide_get_one_summary_a_day(clock):
    centre = TelecentreFactory()
    animateur = verified(make_animateur(centre))
    members = [ApplicationFactory(home_telecentre=centre) for _ in range(2)]

    for member in members:
        emails.application_to_decide(member, message="Bonjour")
        emails.question_answered(member, text="Depuis mars.")
    before = len(mail.outbox)
    clock.move_to("2027-03-06 07:01+01:00")
    write_due_mails()

    assert (before, [one.to for one in mail.outbox]) == (0, [[animateur.email]])
    assert f"/gestion/adherents/inspect/{members[0].pk}/" in mail.outbox[0].body


def test_nobody_is_asked_to_decide_on_themself(told):
    setup_roles()
    manager = UserFactory()
    manager.groups.add(manager.groups.model.objects.get(name=MANAGERS))
    centre = TelecentreFactory()
    animateur = make_animateur(centre)
    member = ApplicationFactory(user=animateur, home_telecentre=centre)

    emails.application_to_decide(member, message="")

    assert told() == [(manager.email, "Une demande d’adhésion attend votre réponse")]


def test_reports_come_by_the_day_and_messages_at_once(clock):
    setup_roles()
    manager = verified(UserFactory())
    manager.groups.add(manager.groups.model.objects.get(name=MANAGERS))
    author, to = make_known().user, make_known().user
    message = write_message(author, to=to, text="Bonjour", form_token="a")
    report_message(message, by=to, reason="Publicité.")

    at_once = [one.to[0] for one in mail.outbox]
    mail.outbox.clear()
    clock.move_to("2027-03-06 07:01+01:00")
    write_due_mails()

    assert at_once == [to.email]
    assert [one.to[0] for one in mail.outbox] == [manager.email]


def test_what_is_typed_stays_text_in_the_mail():
    member = make_known()

    emails.refused(member, reason="<script>alert(1)</script> & L’Été")

    written = mail.outbox[0]
    assert "<script>alert(1)</script> & L’Été" in written.body
    assert "<script>" not in written.alternatives[0][0]


def test_only_what_concerns_the_membership_cannot_be_refused():
    ours = (
        kinds.MEMBERSHIP,
        kinds.RENEWAL,
        kinds.PROFILE,
        kinds.DECISIONS,
        kinds.REPORTS,
    )

    assert [key for key in ours if kind_of(key).is_urgent] == [kinds.MEMBERSHIP, kinds.RENEWAL]
    assert {kind_of(key).default for key in ours if not kind_of(key).is_urgent} == {"daily"}
