"""« /gestion/independants/ »: whose people one sees, invites, exports, takes off the list."""

import io

import pytest
from django.core import mail
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from club.members.models import Invitation
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS
from tests.club.members.factories import make_invitation
from tests.club.members.independents_pages.page import LIST, SEND, entered, send, staff, told
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db


def test_an_animateur_sees_and_invites_their_own_people_only(murat):
    mine = make_invitation("a@essai.example", name="Mienne", telecentre=murat)
    other = make_invitation("b@essai.example", name="Autre", telecentre=TelecentreFactory())
    client = entered(staff(ANIMATEURS, murat))

    pages = [client.get(path).content.decode() for path in (LIST, f"{LIST}inviter/")]
    statuses = [
        client.get(f"{LIST}inspect/{other.pk}/").status_code,
        client.post(f"{LIST}{other.pk}/inviter/").status_code,
    ]
    client.post(f"{LIST}inviter/", {"invitation": [other.pk, mine.pk, "x", "9" * 30]})

    assert [("Mienne" in page, "Autre" in page) for page in pages] == [(True, False)] * 2
    assert statuses == [404, 404]
    assert [message.to for message in mail.outbox] == [["a@essai.example"]]


def test_one_is_invited_once_from_the_list():
    invitation = make_invitation()
    client = entered(staff(MANAGERS))

    listed = client.get(LIST).content.decode()
    answers = [client.post(f"{LIST}{invitation.pk}/inviter/", follow=True) for _ in range(2)]

    assert f"{LIST}{invitation.pk}/inviter/" in listed
    assert "L’invitation à Léa est partie." in answers[0].content.decode()
    assert "déjà invitée" in answers[1].content.decode()
    assert len(mail.outbox) == 1


def test_nobody_is_invited_without_a_choice():
    make_invitation()

    answer = entered(staff(MANAGERS)).post(f"{LIST}inviter/", follow=True)

    assert "Cochez au moins une personne." in answer.content.decode()
    assert mail.outbox == []


def test_exports_hold_no_formula():
    make_invitation(name="=HYPERLINK(1)")
    client = entered(staff(MANAGERS))

    text, book = (
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        for answer in (client.get(f"{LIST}?export={kind}") for kind in ("csv", "xlsx"))
    )

    sheet = load_workbook(io.BytesIO(book)).active
    assert "'=HYPERLINK(1)" in text.decode("utf-8-sig")
    assert [cell.data_type for cell in sheet[2]][:2] == ["s", "s"]


def test_a_manager_takes_someone_off_the_list_without_a_trace(murat):
    invitation = make_invitation(telecentre=murat)
    address = f"{LIST}delete/{invitation.pk}/"

    refused = entered(staff(ANIMATEURS, murat)).post(address)
    asked = entered(staff(MANAGERS)).get(address)
    done = entered(staff(MANAGERS)).post(address, follow=True)

    assert (refused.status_code, asked.status_code) == (302, 200)
    assert "Cette personne est effacée de nos fichiers." in done.content.decode()
    assert (Invitation.objects.count(), ModelLogEntry.objects.count()) == (0, 0)


def test_what_is_left_of_a_refusal_is_not_deleted():
    erased = Invitation.objects.create(email_hash="-", state="refused")
    client = entered(staff(MANAGERS))

    answer = client.post(f"{LIST}delete/{erased.pk}/")

    assert (answer.status_code, Invitation.objects.count()) == (302, 1)


@pytest.mark.parametrize("path", ["", "importer/", "importer/modele.csv", "inviter/"])
def test_the_other_staff_see_nothing_of_it(path):
    assert entered(staff(EDITORS)).get(f"{LIST}{path}").status_code == 302


def test_the_example_file_can_be_sent_as_it_is(murat):
    CommuneFactory(name="Murat", insee="15138")
    client = entered(staff(MANAGERS))

    example = client.get(f"{SEND}modele.csv").content
    answer = send(client, example, "modele-independants.csv")

    assert [line[2] for line in told(answer)] == ["Nouvelle personne"]


@pytest.mark.parametrize("role", [ANIMATEURS, MANAGERS])
@pytest.mark.parametrize("path", ["", "inviter/"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    murat, django_assert_max_num_queries, role, path, count
):
    for number in range(count):
        make_invitation(f"p{number}@essai.example", telecentre=murat, commune=CommuneFactory())
    client = entered(staff(role, murat))
    client.get(f"{LIST}{path}")

    with django_assert_max_num_queries(17):
        client.get(f"{LIST}{path}")
