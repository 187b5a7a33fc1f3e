"""The one door: /compte/connexion/."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from club.users.models import User
from tests.club.users.conftest import LOGIN, PASSWORD, is_in, log_in, without_tokens

REFUSED = "L’adresse électronique ou le mot de passe sont incorrects."


def test_log_in_leads_to_the_club(client, make_user):
    make_user()

    response = log_in(client, "lea@essai.example")

    assert (response.status_code, response.headers["Location"]) == (302, "/club/")
    assert is_in(client)


def test_the_letter_case_of_the_address_does_not_matter(client, make_user):
    make_user("Lea@Essai.Example")

    log_in(client, "LEA@essai.EXAMPLE")

    assert is_in(client)


def test_a_wrong_password_is_refused_in_french_and_the_address_kept(client, make_user):
    make_user()

    response = log_in(client, "lea@essai.example", "faux")

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(REFUSED) == 1
    assert 'value="lea@essai.example"' in html
    assert "faux" not in html
    assert not is_in(client)


def refusal(email: str) -> tuple[int, list[str], list[str], str]:
    """All that an answer tells: status, headers, names of cookies, page."""
    response = log_in(Client(), email, "faux")
    told = sorted(
        f"{name}: {value}"
        for name, value in response.items()
        if name not in ("X-Request-ID", "Expires")
    )
    page = without_tokens(response.content.decode()).replace(email, "")
    return response.status_code, told, sorted(response.cookies), page


@pytest.mark.parametrize("known", ["lea@essai.example", "off@essai.example", "sso@essai.example"])
def test_an_unknown_account_is_refused_with_the_same_answer(make_user, known):
    make_user()
    make_user("off@essai.example", is_active=False)
    User.objects.create_user("sso@essai.example", None, public_name="Sans mot de passe")

    assert refusal(known) == refusal("ina@essai.example")


def test_an_unknown_account_costs_the_same_work(client, make_user, monkeypatch):
    make_user()
    hashed = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    log_in(client, "lea@essai.example", "faux")
    known = len(hashed)
    log_in(client, "ina@essai.example", "faux")

    assert (known, len(hashed) - known) == (1, 1)


def test_an_inactive_account_is_told_so_when_its_password_is_right(client, make_user):
    make_user(is_active=False)

    response = log_in(client, "lea@essai.example")
    page = client.get(response.headers["Location"])

    assert response.headers["Location"] == "/compte/desactive/"
    assert "Ce compte est désactivé" in page.content.decode()
    assert not is_in(client)


def test_an_account_whose_address_was_never_verified_gets_a_code(client, db, mailoutbox):
    User.objects.create_user("neuf@essai.example", PASSWORD, public_name="Neuf")

    response = log_in(client, "neuf@essai.example")
    assert response.headers["Location"] == "/compte/adresse/verification/"
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert "_auth_user_id" not in client.session

    client.get(response.headers["Location"])
    (mail,) = mailoutbox
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.body, re.MULTILINE)[0]
    client.post("/compte/adresse/verification/", {"code": code})
    assert mail.subject == "[CyberCantal] Votre code de vérification"
    assert is_in(client)


def test_log_out_asks_first_then_ends_the_session(client, make_user):
    make_user()
    log_in(client, "lea@essai.example")

    asked = client.get("/compte/deconnexion/")
    assert "Me déconnecter" in asked.content.decode()
    assert is_in(client)

    assert client.post("/compte/deconnexion/").headers["Location"] == "/"
    assert not is_in(client)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/gestion/", "/gestion/"),
        ("/telecentres/?jour=2027-03-01", "/telecentres/?jour=2027-03-01"),
        ("https://voleur.example/", "/club/"),
        ("//voleur.example/", "/club/"),
        ("/\\voleur.example/", "/club/"),
        ("https:///voleur.example", "/club/"),
        ("javascript:alert(1)", "/club/"),
        ("https://testserver@voleur.example/", "/club/"),
    ],
)
def test_log_in_goes_on_to_an_address_of_ours_only(make_user, wanted, reached):
    make_user()
    sent = {"login": "lea@essai.example", "password": PASSWORD, "next": wanted}

    new, already_in = Client(), Client()
    log_in(already_in, "lea@essai.example")

    assert new.post(LOGIN, sent).headers["Location"] == reached
    assert already_in.get(LOGIN, {"next": wanted}).headers["Location"] == reached


def test_the_session_cookie_is_out_of_reach_of_scripts_and_ends_with_the_browser(client, make_user):
    make_user()

    cookie = log_in(client, "lea@essai.example").cookies[settings.SESSION_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")


def test_logging_in_changes_the_session(client, make_user):
    make_user()
    client.get("/compte/mot-de-passe/nouveau/1-set-password/")
    session = client.session
    session["before"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    log_in(client, "lea@essai.example")

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key


def test_the_page_names_its_fields_for_people_and_password_keepers(client, db):
    html = client.get(LOGIN).content.decode()

    inputs = {
        name: tag
        for tag in re.findall(r"<input[^>]*>", html)
        if (name := re.search(r'name="(\w+)"', tag)[1]) in ("login", "password")
    }
    assert re.findall(r'<label for="(\w+)">([^<]+)</label>', html)[-2:] == [
        ("id_login", "Adresse électronique"),
        ("id_password", "Mot de passe"),
    ]
    assert 'type="email"' in inputs["login"]
    assert re.search(r'autocomplete="(email|username)"', inputs["login"])
    assert 'autocomplete="current-password"' in inputs["password"]
    assert html.count('<html lang="fr">') == 1


def test_errors_are_tied_to_their_fields(client, db):
    html = client.post(LOGIN, {"login": "pas une adresse", "password": ""}).content.decode()

    for name in ("login", "password"):
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]
        described = re.search(r'aria-describedby="([^"]*)"', tag)[1].split()
        assert 'aria-invalid="true"' in tag
        assert f"id_{name}_error" in described
        assert f'id="id_{name}_error"' in html
        assert f'href="#id_{name}"' in html
