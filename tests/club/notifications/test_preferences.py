"""« Ce que nous vous envoyons »: what is proposed, what is kept, what is refused."""

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group

from club.notifications import kinds
from club.notifications.kinds import SECURITY, register_kind, registered
from club.notifications.models import Frequency, Preference
from club.notifications.preferences import frequencies_of, set_frequencies, stop_digests
from club.users.roles import MODERATORS, setup_roles
from tests.club.notifications.factories import make_person

pytestmark = pytest.mark.django_db
PAGE = "/club/notifications/preferences/"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    """Security, as declared by the app, and two of the test."""
    only = {SECURITY: kinds._kinds[SECURITY]}
    monkeypatch.setattr(kinds, "_kinds", only)
    register_kind("essai.reply", label="Réponses", group="Forum")
    register_kind("essai.news", label="Nouvelles", group="Forum", default=Frequency.WEEKLY)


@pytest.fixture
def user(client):
    person = make_person()
    client.force_login(person)
    return person


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def chosen(page: BeautifulSoup) -> dict[str, str]:
    return {
        field["name"]: field.select_one("option[selected]")["value"]
        for field in page.select("main select")
    }


def test_each_group_has_a_heading_and_each_kind_a_choice(client, user):
    page = page_of(client.get(PAGE))

    assert [one.get_text() for one in page.select("legend")] == ["Compte et sécurité", "Forum"]
    assert chosen(page) == {"essai.reply": "daily", "essai.news": "weekly"}
    assert [one.get_text() for one in page.select("main option")][:4] == [
        "Aussitôt",
        "Une fois par jour",
        "Une fois par semaine",
        "Jamais",
    ]


def test_security_is_told_but_is_no_choice(client, user):
    page = page_of(client.get(PAGE))

    assert "Sécurité de votre compte\u202f: toujours envoyé" in page.main.get_text()
    assert page.select(f'[name="{SECURITY}"]') == []


def test_a_choice_is_kept(client, user):
    answer = client.post(PAGE, {"essai.reply": "never", "essai.news": "weekly"}, follow=True)

    page = page_of(answer)
    assert "Vos préférences sont enregistrées." in page.main.get_text()
    assert chosen(page) == {"essai.reply": "never", "essai.news": "weekly"}
    assert list(Preference.objects.values_list("user", "kind", "frequency")) == [
        (user.pk, "essai.reply", "never")
    ]


def test_a_choice_may_be_changed_again_and_sent_twice(client, user):
    for frequency in ("never", "at_once", "at_once", "daily"):
        client.post(PAGE, {"essai.reply": frequency, "essai.news": "weekly"})

    assert frequencies_of(user)["essai.reply"] == "daily"
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("value", ["", "hourly", "NEVER", "never\x00", "\ud800", "é" * 5000])
def test_another_answer_is_refused_and_the_rest_is_kept(client, user, value):
    raw = value.encode("utf-8", "surrogatepass")
    body = urlencode({"essai.reply": raw, "essai.news": "never"})

    answer = client.post(PAGE, body, content_type="application/x-www-form-urlencoded")

    page = page_of(answer)
    assert answer.status_code == 200
    assert "Un point à corriger" in page.main.get_text()
    assert page.select_one('[name="essai.news"] option[selected]')["value"] == "never"
    assert Preference.objects.count() == 0


def test_what_cannot_be_chosen_is_left_alone(client, user):
    body = {"essai.reply": "daily", "essai.news": "weekly", SECURITY: "never", "x": "never"}

    client.post(PAGE, body)

    assert Preference.objects.count() == 0


def test_a_kind_is_proposed_to_those_it_is_for(client, user):
    def is_for(person) -> bool:
        return person.has_perm("pages.change_comment")

    register_kind("essai.moderation", label="À relire", group="Modération", is_for=is_for)
    before = chosen(page_of(client.get(PAGE)))
    setup_roles()
    user.groups.add(Group.objects.get(name=MODERATORS))

    after = chosen(page_of(client.get(PAGE)))

    assert after == before | {"essai.moderation": "daily"}


@pytest.mark.usefixtures("remembered_frame")
def test_the_page_costs_the_same_whatever_the_kinds(client, user, django_assert_num_queries):
    client.get(PAGE)
    for number in range(5):
        register_kind(f"essai.{number}", label=str(number), group="Forum")

    # The session, the account, the preferences, the site, how many are unread.
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_a_stranger_logs_in_first(client):
    assert client.get(PAGE).headers["Location"] == f"/compte/connexion/?next={PAGE}"


# --- Services -----------------------------------------------------------------------------------


def test_only_what_changes_is_told():
    user = make_person()

    first = set_frequencies(user, {"essai.reply": "never", "essai.news": "weekly"})
    second = set_frequencies(user, {"essai.reply": "never", "inconnu": "never"})

    assert (first, second) == (["essai.reply"], [])


def test_stopping_digests_leaves_what_is_sent_one_by_one():
    user = make_person()
    register_kind("essai.now", label="Messages", group="Forum", default=Frequency.AT_ONCE)

    answers = [stop_digests(user), stop_digests(user)]

    assert answers == [True, False]
    assert frequencies_of(user) == {
        SECURITY: "at_once",
        "essai.now": "at_once",
        "essai.news": "never",
        "essai.reply": "never",
    }


def test_each_kind_of_the_site_is_told_in_french(monkeypatch):
    monkeypatch.undo()

    found = registered()

    assert {SECURITY, "comments.waiting", "comments.published"} <= {kind.key for kind in found}
    assert [kind.key for kind in found if not (kind.label and kind.group)] == []
    assert [kind.key for kind in found if kind.ignores_quiet_hours] == [SECURITY]
