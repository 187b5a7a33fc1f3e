"""« Mon compte » and « Appareils connectés »; suspended accounts; accounts never confirmed."""

import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from club.users.devices import in_words
from club.users.models import User
from club.users.roles import EDITORS, setup_roles
from club.users.services import (
    delete_unconfirmed_accounts,
    purge_sessions,
    restore_account,
    suspend_account,
)
from tests.club.users.conftest import is_in, log_in

DEVICES, OTHERS = "/compte/appareils/", "/compte/appareils/fermer-les-autres/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604"

pytestmark = pytest.mark.django_db


def browser_in(email: str = "lea@essai.example", user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    log_in(client, email)
    return client


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_the_devices_are_listed_this_one_first(make_user):
    make_user()
    here, _there = browser_in(), browser_in(user_agent=PHONE)

    page = here.get(DEVICES)

    assert [(one["name"], one["is_current"]) for one in page.context["devices"]] == [
        ("Firefox sur Windows", True),
        ("Safari sur iPhone", False),
    ]


def test_a_device_is_disconnected_at_once(make_user):
    make_user()
    here, lost = browser_in(), browser_in(user_agent=PHONE)

    here.post(f"{DEVICES}{session_of(lost).pk}/fermer/")

    assert (is_in(here), is_in(lost)) == (True, False)


def test_this_device_is_left_by_the_log_out_page(make_user):
    make_user()
    here = browser_in()

    answer = here.post(f"{DEVICES}{session_of(here).pk}/fermer/")

    assert answer.headers["Location"] == "/compte/deconnexion/"


def test_all_the_others_are_disconnected(make_user):
    make_user()
    here, one, two = browser_in(), browser_in(), browser_in(user_agent=PHONE)

    for _ in range(2):
        assert here.post(OTHERS).headers["Location"] == DEVICES

    assert [is_in(browser) for browser in (here, one, two)] == [True, False, False]


def test_the_device_of_someone_else_does_not_exist(make_user):
    make_user()
    make_user("ina@essai.example")
    here, theirs = browser_in(), browser_in("ina@essai.example")

    answer = here.post(f"{DEVICES}{session_of(theirs).pk}/fermer/")

    assert (answer.status_code, is_in(theirs)) == (404, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_account_page_asks_the_same_whatever_the_devices(
    make_user, remembered_frame, django_assert_num_queries, count
):
    make_user()
    browsers = [browser_in() for _ in range(count)]
    browsers[0].get("/compte/")

    with django_assert_num_queries(7):
        page = browsers[0].get("/compte/")

    assert page.status_code == 200


def test_what_a_browser_says_is_put_in_words():
    assert in_words(FIREFOX) == "Firefox sur Windows"
    assert in_words("curl/8.0") == "Navigateur inconnu"


def test_the_public_name_is_changed(make_user):
    user = make_user()
    here = browser_in()

    here.post("/compte/", {"public_name": "Léa V."})

    user.refresh_from_db()
    assert user.public_name == "Léa V."


def test_a_name_on_two_lines_is_refused_and_kept_in_its_field(make_user):
    user = make_user()
    here = browser_in()

    page = here.post("/compte/", {"public_name": "Léa\nVidal"})

    user.refresh_from_db()
    assert page.context["form"].errors.keys() == {"public_name"}
    assert user.public_name == "Léa Vidal"
    assert ">Léa Vidal</a><br>" in page.content.decode()


def test_a_suspended_account_is_out_at_its_next_request(make_user):
    user = make_user()
    here, there = browser_in(), browser_in(user_agent=PHONE)
    before = (is_in(here), is_in(there))

    suspend_account(user)
    suspend_account(user)

    assert (before, is_in(here), is_in(there)) == ((True, True), False, False)
    assert UserSession.objects.count() == 0
    log_in(here, "lea@essai.example")
    assert not is_in(here)


def test_an_account_closed_in_the_back_office_is_out_too(make_user):
    user = make_user()
    here = browser_in()

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(here)


def test_a_restored_account_logs_in_again(make_user):
    user = make_user()
    here = browser_in()
    suspend_account(user)
    restore_account(user)
    before = is_in(here)

    log_in(here, "lea@essai.example")

    assert (before, is_in(here)) == (False, True)


def make_unconfirmed(email: str, days: float, **fields: object) -> User:
    joined = timezone.now() - timedelta(days=days)
    user = User.objects.create_user(email, None, public_name="Neuf", date_joined=joined, **fields)
    user.emailaddress_set.create(email=email, primary=True)
    return user


def test_accounts_never_confirmed_go_after_seven_days(make_user):
    setup_roles()
    User.objects.filter(pk=make_user().pk).update(date_joined=timezone.now() - timedelta(days=30))
    make_unconfirmed("vieux@essai.example", 7.1)
    make_unconfirmed("neuf@essai.example", 6.9)
    make_unconfirmed("editeur@essai.example", 30).groups.add(Group.objects.get(name=EDITORS))
    make_unconfirmed("staff@essai.example", 30, is_staff=True)
    User.objects.create_user(  # opened by the team, who gave no address to confirm yet
        "equipe@essai.example", None, date_joined=timezone.now() - timedelta(days=30)
    )

    deleted = delete_unconfirmed_accounts(), delete_unconfirmed_accounts()

    assert deleted == (1, 0)
    assert set(User.objects.values_list("email", flat=True)) == {
        "lea@essai.example",
        "neuf@essai.example",
        "editeur@essai.example",
        "staff@essai.example",
        "equipe@essai.example",
    }


def test_sessions_that_ended_leave_no_trace(make_user):
    make_user()
    here, there = browser_in(), browser_in(user_agent=PHONE)
    there.session.flush()

    purge_sessions()

    assert list(UserSession.objects.all()) == [session_of(here)]


@pytest.mark.parametrize(
    "path", ["/compte/connexion/", "/compte/inscription/", "/compte/mot-de-passe/oublie/"]
)
def test_answers_last_a_whole_number_of_steps(client, settings, path):
    """A lower bound only: no test stands on how fast a machine is."""
    settings.ACCOUNT_ANSWER_STEP = 0.2
    began = time.monotonic()
    client.post(path, {})
    posted = time.monotonic() - began

    assert posted >= 0.2
