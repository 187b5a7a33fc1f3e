"""How often one may try: five wrong passwords a quarter of an hour, ten a minute an address."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.club.users.conftest import LOGIN, PASSWORD, is_in, log_in

TOO_MANY = "Trop d’essais de suite."
ASK = "/compte/mot-de-passe/oublie/"


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def attempt(email: str, password: str, address: str = "192.0.2.1", **headers: str) -> Client:
    """One visitor from `address` who tries; its client, with the last answer as `answer`."""
    client = Client(REMOTE_ADDR=address, headers=headers)
    client.answer = log_in(client, email, password).content.decode()
    return client


def test_the_sixth_try_on_an_account_is_refused_even_with_the_right_password(make_user, clock):
    make_user()
    for number in range(5):
        assert TOO_MANY not in attempt("lea@essai.example", "faux", f"192.0.2.{number}").answer

    sixth = attempt("LEA@essai.example", PASSWORD, "192.0.2.77")

    assert TOO_MANY in sixth.answer
    assert not is_in(sixth)


def test_the_account_opens_again_after_a_quarter_of_an_hour(make_user, clock):
    make_user()
    for number in range(5):
        attempt("lea@essai.example", "faux", f"192.0.2.{number}")

    clock.shift(timedelta(minutes=14, seconds=50))
    assert not is_in(attempt("lea@essai.example", PASSWORD))
    clock.shift(timedelta(seconds=20))
    assert is_in(attempt("lea@essai.example", PASSWORD))


def test_the_count_is_of_the_account_whatever_host_is_named(make_user, clock):
    make_user()
    for port in range(5):
        attempt("lea@essai.example", "faux", f"192.0.2.{port}", host=f"localhost:{8000 + port}")

    assert TOO_MANY in attempt("lea@essai.example", "faux", "192.0.2.9", host="127.0.0.1:9").answer


def test_an_unknown_account_is_counted_too(db, clock):
    for number in range(5):
        attempt("ina@essai.example", "faux", f"192.0.2.{number}")

    assert TOO_MANY in attempt("ina@essai.example", "faux", "192.0.2.77").answer


def test_the_eleventh_wrong_password_of_a_minute_from_one_address_is_refused(make_user, clock):
    make_user()
    for number in range(10):
        assert TOO_MANY not in attempt(f"p{number}@essai.example", "faux").answer

    assert TOO_MANY in attempt("lea@essai.example", PASSWORD).answer
    assert is_in(attempt("lea@essai.example", PASSWORD, "192.0.2.2"))
    clock.shift(timedelta(seconds=61))
    assert is_in(attempt("lea@essai.example", PASSWORD))


def test_a_training_room_behind_one_address_logs_in(make_user, clock):
    for number in range(40):
        make_user(f"p{number}@essai.example")

    assert [is_in(attempt(f"p{number}@essai.example", PASSWORD)) for number in range(40)] == (
        [True] * 40
    )


def test_right_passwords_between_do_not_reset_the_count(make_user, clock):
    make_user()
    for number in range(5):
        attempt("lea@essai.example", "faux", f"192.0.2.{number}")
        clock.shift(timedelta(seconds=1))
        if number < 4:
            assert is_in(attempt("lea@essai.example", PASSWORD, f"192.0.2.{number}"))

    assert TOO_MANY in attempt("lea@essai.example", "faux", "192.0.2.77").answer


@pytest.mark.parametrize("door", ["/gestion/login/", "/django-admin/login/", "/_util/login/"])
def test_the_doors_of_the_back_offices_count_alike(make_user, clock, door):
    make_user(is_staff=True, is_superuser=True)
    for number in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        form = client.post(door, {"username": "lea@essai.example", "password": "faux"})
        client.post(form.headers["Location"], {"login": "lea@essai.example", "password": "faux"})

    assert TOO_MANY in attempt("lea@essai.example", PASSWORD).answer


def test_confirming_ones_identity_counts_alike(make_user, clock):
    make_user()
    inside = attempt("lea@essai.example", PASSWORD)
    for _ in range(5):
        inside.post("/compte/confirmer-identite/", {"password": "faux"})

    sixth = inside.post("/compte/confirmer-identite/", {"password": PASSWORD})
    assert TOO_MANY in sixth.content.decode()


def test_members_behind_one_address_do_not_lock_each_other_out(make_user, clock):
    make_user()
    at_her_desk = attempt("lea@essai.example", PASSWORD)
    at_her_desk.post("/compte/deconnexion/")

    for number in range(11):
        attempt(f"p{number}@essai.example", "faux")

    assert TOO_MANY in attempt("lea@essai.example", PASSWORD).answer
    log_in(at_her_desk, "lea@essai.example")
    assert is_in(at_her_desk)


def test_a_stranger_does_not_lock_a_member_out_of_a_browser_she_uses(make_user, clock):
    make_user()
    at_her_desk = attempt("lea@essai.example", PASSWORD)
    at_her_desk.post("/compte/deconnexion/")

    for number in range(6):
        attempt("lea@essai.example", "faux", f"192.0.2.{number}")

    log_in(at_her_desk, "lea@essai.example")
    assert is_in(at_her_desk)


def test_a_browser_that_is_known_has_five_tries_too(make_user, clock):
    make_user()
    browser = attempt("lea@essai.example", PASSWORD)
    browser.post("/compte/deconnexion/")
    for _ in range(5):
        log_in(browser, "lea@essai.example", "faux")

    assert TOO_MANY in log_in(browser, "lea@essai.example").content.decode()
    assert not is_in(browser)


def test_a_browser_is_known_for_the_accounts_that_entered_from_it_only(make_user, clock):
    make_user()
    make_user("ina@essai.example")
    browser = attempt("ina@essai.example", PASSWORD)
    browser.post("/compte/deconnexion/")
    for number in range(5):
        attempt("lea@essai.example", "faux", f"192.0.2.{number}")

    assert TOO_MANY in log_in(browser, "lea@essai.example").content.decode()


@pytest.mark.parametrize("cookie", ["", "x", "W10:1abc:def", "\u00e9"])
def test_a_forged_mark_of_a_browser_is_nothing(make_user, clock, cookie):
    make_user()
    for number in range(5):
        attempt("lea@essai.example", "faux", f"192.0.2.{number}")
    client = Client()
    client.cookies["browser"] = cookie

    assert TOO_MANY in log_in(client, "lea@essai.example").content.decode()


def test_a_new_password_opens_the_account_at_once(make_user, clock, mailoutbox):
    make_user()
    for number in range(5):
        attempt("lea@essai.example", "faux", f"192.0.2.{number}")
    client = Client()
    client.post(ASK, {"email": "lea@essai.example"})
    link = next(line for line in mailoutbox[0].body.splitlines() if "/compte/" in line)
    form = client.get(link.split(":8000")[1]).headers["Location"]
    client.post(form, {"password1": "cerises de Mauriac", "password2": "cerises de Mauriac"})

    assert is_in(attempt("lea@essai.example", "cerises de Mauriac", "192.0.2.9"))


def test_asking_for_links_is_limited_and_told_in_french(make_user, clock):
    make_user()
    client = Client()
    answers = [client.post(ASK, {"email": "lea@essai.example"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Trop de demandes à la fois" in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"] == "60"


def test_a_flood_of_attempts_is_stopped_before_any_password_is_checked(make_user, clock):
    make_user()
    client = Client()
    answers = [client.post(LOGIN, {}).status_code for _ in range(101)]

    assert answers == [200] * 100 + [429]
