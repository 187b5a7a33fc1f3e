"""« Mon profil est à jour », by the link of the mail."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from club.members.emails import CONFIRM_PROFILE
from club.members.models import Member
from club.members.profiles import ask_confirmations, hide_stale
from club.notifications.links import make_link
from club.notifications.models import Notification
from tests.club.members.factories import MemberFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


def path_in(text: str) -> str:
    return re.search(r"http://localhost:8000(/r/\S+)", text)[1]


@pytest.mark.parametrize(("days", "job"), [(200, ask_confirmations), (400, hide_stale)])
def test_the_link_of_the_mail_confirms_in_one_click_without_logging_in(days, job):
    member = MemberFactory(last_confirmed_at=NOW - days * DAY)
    job()
    path, visitor = Notification.objects.get().url, Client()

    shown = visitor.get(path).content.decode()
    unread = Member.objects.get().last_confirmed_at
    done = [visitor.post(path).content.decode() for _ in range(2)]

    member.refresh_from_db()
    assert "Mon profil est à jour</button>" in shown
    assert unread == NOW - days * DAY
    assert ["Votre profil est confirmé" in html for html in done] == [True, True]
    assert member.last_confirmed_at > NOW - DAY
    assert Member.objects.in_directory().get() == member


@pytest.mark.parametrize("state", [Member.State.SUSPENDED, Member.State.RESIGNED])
def test_the_link_of_who_left_the_club_confirms_nothing(client, state):
    member = MemberFactory(state=state, last_confirmed_at=NOW - 200 * DAY)
    path = path_in(make_link(CONFIRM_PROFILE, member.pk))

    answers = [client.get(path), client.post(path)]

    member.refresh_from_db()
    assert [response.status_code for response in answers] == [409, 409]
    assert "Votre adhésion n’est pas en cours" in answers[0].content.decode()
    assert member.last_confirmed_at == NOW - 200 * DAY


def test_the_link_of_someone_erased_leads_nowhere(client):
    member = MemberFactory()
    path = path_in(make_link(CONFIRM_PROFILE, member.pk))
    member.user.delete()

    assert client.post(path).status_code == 404
