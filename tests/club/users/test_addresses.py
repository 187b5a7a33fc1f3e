"""Changing the address one logs in with."""

import pytest
from django.test import Client

from tests.club.users.conftest import (
    PASSWORD,
    code_in,
    is_in,
    log_in,
    log_in_for_certain,
    without_tokens,
)

ADDRESS, CODE = "/compte/adresse/", "/compte/adresse/verification/"
NEW = "lea@ailleurs.example"


def ask_for(client: Client, address: str):
    return client.post(ADDRESS, {"action_add": "", "email": address})


def test_the_new_address_replaces_the_old_once_it_is_confirmed(client, make_user, mailoutbox):
    user = make_user()
    log_in_for_certain(client)

    ask_for(client, "Lea@Ailleurs.example")
    (asked,) = mailoutbox
    client.post(CODE, {"code": code_in(asked)})

    user.refresh_from_db()
    assert asked.to == [NEW]
    assert user.email == NEW
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    elsewhere, old = Client(), Client()
    log_in(elsewhere, NEW)
    log_in(old, "lea@essai.example")
    assert (is_in(elsewhere), is_in(old)) == (True, False)


def test_the_old_address_is_told(client, make_user, mailoutbox):
    make_user()
    log_in_for_certain(client)
    ask_for(client, NEW)
    client.post(CODE, {"code": code_in(mailoutbox[-1])})

    told = mailoutbox[-1]

    assert (told.to, told.subject) == (
        ["lea@essai.example"],
        "[CyberCantal] Votre adresse a changé",
    )
    assert "n’est plus lea@essai.example mais lea@ailleurs.example" in told.body


def test_an_address_that_was_not_confirmed_logs_no_one_in(client, make_user, mailoutbox):
    make_user()
    log_in_for_certain(client)
    ask_for(client, NEW)

    elsewhere = Client()
    log_in(elsewhere, NEW)

    assert not is_in(elsewhere)


def test_a_wrong_code_changes_nothing_and_the_third_ends_it(client, make_user, mailoutbox):
    user = make_user()
    log_in_for_certain(client)
    ask_for(client, NEW)
    code = code_in(mailoutbox[-1])

    first = client.post(CODE, {"code": "AAAAAA"})
    client.post(CODE, {"code": "BBBBBB"})
    client.post(CODE, {"code": "CCCCCC"})
    client.post(CODE, {"code": code})

    user.refresh_from_db()
    assert "Ce code n’est pas le bon, ou il n’est plus valable." in first.content.decode()
    assert user.email == "lea@essai.example"


def test_the_address_of_someone_else_is_not_taken_nor_told(client, make_user, mailoutbox):
    user = make_user()
    make_user("ina@essai.example")
    log_in_for_certain(client)

    def answer(address: str) -> tuple[int, str, str]:
        asked = ask_for(client, address)
        client.get("/compte/adresse/")  # shows the messages that wait
        page = client.get(asked.headers["Location"]).content.decode()
        return asked.status_code, asked.headers["Location"], without_tokens(page)

    taken, free = answer("ina@essai.example"), answer("mia@essai.example")
    user.refresh_from_db()

    assert taken[:2] == free[:2]
    assert taken[2].replace("ina@", "mia@") == free[2]
    assert user.email == "lea@essai.example"


@pytest.mark.parametrize(
    "address", ["", "lea", "a@b@c.example", "lea@ailleurs.example\r\nBcc: x@y.z"]
)
def test_a_bad_address_is_refused_and_kept_in_its_field(client, make_user, mailoutbox, address):
    make_user()
    log_in_for_certain(client)

    page = ask_for(client, address)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert mailoutbox == []


def test_changing_it_asks_for_the_password_again(client, make_user, mailoutbox):
    make_user()
    log_in(client, "lea@essai.example")

    asked = ask_for(client, NEW)
    sent_before = len(mailoutbox)
    client.post(asked.headers["Location"], {"password": PASSWORD})

    assert asked.headers["Location"].startswith("/compte/confirmer-identite/")
    # What was typed is not typed again.
    assert (sent_before, mailoutbox[-1].to) == (0, [NEW])
