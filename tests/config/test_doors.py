"""Wagtail's and Django's own doors let no one in: all lead to allauth's."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from club.users.models import User

LOGIN, LOGOUT = "/compte/connexion/", "/compte/deconnexion/"
DOORS = {
    "/gestion/login/": LOGIN,
    "/_util/login/": LOGIN,
    "/django-admin/login/": LOGIN,
    "/gestion/logout/": LOGOUT,
    "/django-admin/logout/": LOGOUT,
    "/gestion/password_reset/": "/compte/mot-de-passe/oublie/",
    "/django-admin/password_change/": "/compte/mot-de-passe/modifier/",
}
SWITCHED_OFF = (
    "/gestion/password_reset/done/",
    "/gestion/password_reset/complete/",
    "/gestion/password_reset/confirm/MQ/set-password/",
)
PASSWORD = "neige sur le Plomb"


@pytest.fixture
def chief(db) -> User:
    return User.objects.create_superuser("chef@essai.example", PASSWORD, public_name="Chef")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("door", "page"), DOORS.items())
def test_a_door_leads_to_the_account_page(client, door, page, method):
    response = getattr(client, method)(door)

    assert (response.status_code, response.headers["Location"]) == (302, page)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/gestion/pages/", ["/gestion/pages/"]),
        ("/gestion/?a=1&b=2", ["/gestion/?a=1&b=2"]),
        ("http://testserver/gestion/", ["http://testserver/gestion/"]),
        ("https://voleur.example/", None),
        ("//voleur.example/", None),
        ("/\\voleur.example/", None),
        ("javascript:alert(1)", None),
    ],
)
@pytest.mark.parametrize("door", DOORS)
def test_a_door_hands_on_only_an_address_of_ours(client, door, wanted, kept):
    location = client.get(door, {"next": wanted}).headers["Location"]

    assert parse_qs(urlsplit(location).query).get("next") == kept


@pytest.mark.parametrize("door", [*DOORS, *SWITCHED_OFF])
def test_no_door_logs_anyone_in(client, chief, door):
    form = {"username": chief.email, "login": chief.email, "password": PASSWORD, "next": "/"}

    client.post(door, form)

    assert "_auth_user_id" not in client.session
    assert client.get("/gestion/").status_code == 302


def test_the_true_door_does(client, chief, settings):
    """The negative control of the test above."""
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    chief.emailaddress_set.create(email=chief.email, verified=True, primary=True)

    client.post(LOGIN, {"login": chief.email, "password": PASSWORD})

    assert client.get("/gestion/").status_code == 200


@pytest.mark.parametrize("address", SWITCHED_OFF)
def test_wagtails_own_password_pages_are_switched_off(client, db, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"new_password1": PASSWORD}).status_code == 404


@pytest.mark.parametrize("address", ["/gestion/", "/gestion/pages/", "/django-admin/"])
def test_a_stranger_comes_to_the_log_in_page_and_then_where_they_wanted(client, chief, address):
    chief.emailaddress_set.create(email=chief.email, verified=True, primary=True)

    page = client.get(address, follow=True)
    last, _ = page.redirect_chain[-1]
    entered = client.post(last, {"login": chief.email, "password": PASSWORD})

    assert page.templates[0].name == "account/login.html"
    assert entered.headers["Location"] == address


@pytest.mark.parametrize(
    "address", ["/gestion/", "/gestion/pages/", "/django-admin/", "/gestion/rien/"]
)
def test_an_account_without_a_role_is_told_once_that_it_may_not_enter(client, db, address):
    client.force_login(User.objects.create_user("lea@essai.example", public_name="Léa"))

    response = client.get(address, follow=True)

    assert (response.status_code, response.redirect_chain) == (403, [])
    assert "Cette page ne vous est pas ouverte" in response.content.decode()


def test_a_door_of_the_back_office_brings_an_account_without_a_role_to_that_page(client, db):
    client.force_login(User.objects.create_user("lea@essai.example", public_name="Léa"))

    response = client.get("/gestion/login/", {"next": "/gestion/"}, follow=True)

    assert (response.status_code, len(response.redirect_chain)) == (403, 2)


def test_wagtails_page_that_breaks_on_purpose_is_not_there(client, chief):
    client.force_login(chief)

    assert client.get("/gestion/failwhale/").status_code == 404


def test_a_form_of_the_back_office_cut_short_is_told_so(chief):
    client = Client(raise_request_exception=False)
    client.force_login(chief)

    response = client.post("/gestion/pages/add/pages/homepage/1/", {"title": "Sans suite"})

    assert response.status_code == 400
    assert "Demande non comprise" in response.content.decode()
