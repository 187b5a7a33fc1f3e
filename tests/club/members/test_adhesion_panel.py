"""« Votre adhésion » on the welcome page of the club."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from club.members.adhesion import panel_of
from tests.club.members.factories import MemberFactory, UserFactory, make_document

pytestmark = pytest.mark.django_db


def panel_on(client, member) -> str:
    client.force_login(member.user)
    page = BeautifulSoup(client.get("/club/").content, "html.parser")
    heading = page.find("h2", string="Votre adhésion")
    return heading.parent.get_text(" ", strip=True)


def test_a_member_reads_until_when(client):
    text = panel_on(client, MemberFactory())

    assert "Jusqu’au" in text
    assert "Voir votre adhésion" in text


def test_documents_to_accept_are_told(client):
    make_document()
    make_document("house_rules")

    text = panel_on(client, MemberFactory())

    assert "2 documents à accepter" in text
    assert "Lire et accepter" in text


def test_a_renewal_is_proposed_when_the_end_is_near(client):
    today = timezone.localdate()
    member = MemberFactory(starts_on=today - timedelta(days=300), ends_on=today)

    assert "Renouveler mon adhésion" in panel_on(client, member)


def test_the_staff_without_a_membership_have_no_such_panel():
    assert panel_of(UserFactory()) is None
