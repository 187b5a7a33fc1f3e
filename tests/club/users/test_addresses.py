"""Changing the address one logs in with."""

import re

from django.test import Client

from tests.club.users.conftest import is_in, log_in

ADDRESS, CODE = "/compte/adresse/", "/compte/adresse/verification/"


def test_a_new_address_is_confirmed_then_made_the_one_to_log_in_with(client, make_user, mailoutbox):
    user = make_user()
    log_in(client, "lea@essai.example")

    client.post(ADDRESS, {"action_add": "", "email": "Lea@Ailleurs.example"})
    code = re.search(r"^[A-Z0-9-]{6,}$", mailoutbox[-1].body, re.MULTILINE)[0]
    client.post(CODE, {"code": code})
    client.post(ADDRESS, {"action_primary": "", "email": "lea@ailleurs.example"})

    user.refresh_from_db()
    assert user.email == "lea@ailleurs.example"
    elsewhere = Client()
    log_in(elsewhere, "lea@ailleurs.example")
    assert is_in(elsewhere)


def test_an_address_that_was_not_confirmed_logs_no_one_in(client, make_user, mailoutbox):
    make_user()
    log_in(client, "lea@essai.example")
    client.post(ADDRESS, {"action_add": "", "email": "lea@ailleurs.example"})

    elsewhere = Client()
    log_in(elsewhere, "lea@ailleurs.example")

    assert not is_in(elsewhere)


def test_the_address_of_someone_else_is_not_taken(client, make_user, mailoutbox):
    make_user()
    other = make_user("ina@essai.example")
    log_in(client, "lea@essai.example")

    client.post(ADDRESS, {"action_add": "", "email": "INA@essai.example"})
    client.post(ADDRESS, {"action_primary": "", "email": "ina@essai.example"})

    assert list(other.emailaddress_set.values_list("email", flat=True)) == ["ina@essai.example"]
    assert "lea@essai.example" in client.get(ADDRESS).content.decode()


def test_the_page_names_the_choices_as_one_group(client, make_user):
    make_user()
    log_in(client, "lea@essai.example")

    html = client.get(ADDRESS).content.decode()

    assert "<legend>Les adresses de votre compte</legend>" in html
    assert re.search(r'<input type="radio" name="email" id="(\w+)"[^>]*checked>', html)
    assert 'lea@essai.example <strong class="badge">principale</strong></label>' in html
