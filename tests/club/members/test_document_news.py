"""A new version of a document: each active member is told once, and may accept it."""

from datetime import date

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from club.members.document_news import announce_documents, publish_and_tell
from club.members.documents import accept_documents, pending_documents
from club.members.models import DocumentVersion
from club.notifications.digests import write_due_mails
from club.notifications.models import Notification
from club.telecentres.french import french_date
from club.users.roles import MANAGERS, setup_roles
from tests.club.members.adhesion.page import PAGE, main_of
from tests.club.members.factories import ApplicationFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2027, 3, 5), date(2027, 3, 6)
TITLE = "À lire et accepter\u202f: Charte du club, version 1"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-03-05T10:00+01:00") as traveller:
        yield traveller


def charter(text: str = "Un texte.", day: date = TODAY) -> DocumentVersion:
    return publish_and_tell("charter", text=text, published_on=day)


def test_active_members_are_told_and_nobody_else(told):
    member = MemberFactory()
    MemberFactory(user__is_active=False)
    MemberFactory(state="suspended")
    MemberFactory(ends_on=date(2027, 3, 4), starts_on=date(2026, 3, 5))
    ApplicationFactory()
    UserFactory()

    document = charter()

    row = Notification.objects.get()
    assert told() == [(member.user.email, TITLE)]
    assert (row.kind, row.url) == ("members.documents", PAGE)
    assert row.text == (
        f"Cette version est en vigueur depuis le {french_date(TODAY)}. "
        "Lisez-la et acceptez-la sur la page de votre adhésion."
    )
    assert pending_documents(member.user) == [document]


def test_publishing_twice_tells_once_and_a_new_text_again(told):
    member = MemberFactory()

    for text in ("Un.", "Un.", "Deux."):
        charter(text)
    announce_documents()

    second = TITLE.replace("version 1", "version 2")
    assert told() == [(member.user.email, TITLE), (member.user.email, second)]


def test_a_version_of_tomorrow_is_told_tomorrow_for_a_week_at_most(told, clock):
    member = MemberFactory()
    charter(day=TOMORROW)
    announce_documents()
    early = told()

    clock.move_to("2027-03-06T08:00+01:00")
    for _ in range(2):
        announce_documents()
    on_the_day = told()
    MemberFactory()
    clock.move_to("2027-03-13T08:00+01:00")
    announce_documents()

    assert (early, on_the_day, told()) == ([], [(member.user.email, TITLE)], [])


def test_who_has_accepted_is_neither_told_nor_mailed(told, clock):
    member, other = MemberFactory(), MemberFactory()
    for one in (member, other):
        EmailAddress.objects.create(user=one.user, email=one.user.email, verified=True)
    document = charter()
    accept_documents(member.user, [document])

    clock.move_to("2027-03-06T10:00+01:00")
    write_due_mails()
    told()
    late = MemberFactory()
    accept_documents(late.user, [document])
    announce_documents()

    assert [message.to for message in mail.outbox] == [[other.user.email]]
    assert told() == []


def test_it_costs_the_same_for_one_member_and_for_many():
    def queries(text: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            charter(text)
        return len(seen)

    MemberFactory()
    queries("Zéro.")
    one = queries("Un.")
    for _ in range(30):
        MemberFactory()

    assert queries("Trente et un.") == one


def test_a_manager_publishes_and_a_member_accepts_from_the_link(client, settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()
    manager, member = UserFactory(), MemberFactory()
    manager.groups.add(Group.objects.get(name=MANAGERS))
    client.force_login(manager)
    form = {"kind": "charter", "published_on": "2027-03-05", "text": "Un texte."}
    for _ in range(2):
        client.post("/gestion/documents-du-club/create/", form)
    (row,) = Notification.objects.filter(user=member.user)

    client.force_login(member.user)
    box = main_of(client.get(row.url)).select_one("input[type=checkbox]")
    client.post(f"{PAGE}documents/accepter/", {box["name"]: "on"})

    assert pending_documents(member.user) == []
