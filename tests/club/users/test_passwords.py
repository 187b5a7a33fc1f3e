"""Forgetting and changing a password."""

import re

import pytest
from django.conf import settings
from django.test import Client

from club.notifications.delivery import deliver_due
from club.notifications.models import OutboxMail
from tests.club.users.conftest import PASSWORD, is_in, log_in, without_tokens

ASK = "/compte/mot-de-passe/oublie/"
CHANGE = "/compte/mot-de-passe/modifier/"
NEW = "cerises de Mauriac"


def link_in(mail) -> str:
    """The path of the link of a mail."""
    address = re.search(r"^https?://\S+/compte/\S+$", mail.body, re.MULTILINE)[0]
    assert address.startswith(f"{settings.BASE_URL}/")
    return address.removeprefix(settings.BASE_URL)


def test_a_forgotten_password_is_replaced_by_the_link_of_the_mail(client, make_user, mailoutbox):
    make_user()

    client.post(ASK, {"email": "LEA@essai.example"})
    (mail,) = mailoutbox
    form = client.get(link_in(mail)).headers["Location"]
    done = client.post(form, {"password1": NEW, "password2": NEW})

    assert done.headers["Location"] == "/compte/mot-de-passe/nouveau/fait/"
    log_in(client, "lea@essai.example", NEW)
    assert is_in(client)


def test_the_mail_is_in_french_and_holds_one_link(client, make_user, mailoutbox):
    make_user()

    client.post(ASK, {"email": "lea@essai.example"})

    (mail,) = mailoutbox
    assert mail.to == ["lea@essai.example"]
    assert mail.subject == "[CyberCantal] Choisir un nouveau mot de passe"
    assert mail.body.startswith("Bonjour,\n\nVous avez demandé à choisir un nouveau mot de passe")
    assert len(re.findall(r"/compte/", mail.body)) == 1


def test_the_link_is_of_our_address_whatever_the_request_claims(client, make_user, mailoutbox):
    make_user()

    client.post(ASK, {"email": "lea@essai.example"}, headers={"Host": "localhost:6666"})

    assert link_in(mailoutbox[0]).startswith("/compte/mot-de-passe/nouveau/")
    assert "6666" not in mailoutbox[0].body


def test_the_link_serves_once(client, make_user, mailoutbox):
    make_user()
    client.post(ASK, {"email": "lea@essai.example"})
    link = link_in(mailoutbox[0])
    client.post(client.get(link).headers["Location"], {"password1": NEW, "password2": NEW})

    again = Client().get(link)

    assert again.status_code == 200
    assert "Ce lien ne fonctionne plus" in again.content.decode()


@pytest.mark.parametrize("email", ["ina@essai.example", "off@essai.example"])
def test_the_answer_does_not_tell_whether_the_account_exists(make_user, mailoutbox, email):
    make_user()
    make_user("off@essai.example", is_active=False)

    def answer(address: str) -> tuple[int, str, list[str], str]:
        client = Client()
        response = client.post(ASK, {"email": address})
        page = client.get(response.headers["Location"]).content.decode()
        return (
            response.status_code,
            response.headers["Location"],
            sorted(response.cookies),
            without_tokens(page),
        )

    assert answer(email) == answer("lea@essai.example")
    unknown, known = mailoutbox
    assert unknown.subject == "[CyberCantal] Aucun compte à cette adresse"
    assert "/compte/" not in unknown.body
    assert "/compte/" in known.body


def test_with_the_mail_server_away_the_answer_is_the_same(client, make_user, settings):
    make_user()
    usual = client.post(ASK, {"email": "lea@essai.example"})
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = Client().post(ASK, {"email": "lea@essai.example"})

    assert (response.status_code, response.headers["Location"]) == (
        usual.status_code,
        usual.headers["Location"],
    )
    assert deliver_due() == 0
    assert OutboxMail.objects.get().state == OutboxMail.State.WAITING


def test_changing_the_password_ends_the_other_sessions(client, make_user):
    make_user()
    elsewhere = Client()
    for browser in (client, elsewhere):
        log_in(browser, "lea@essai.example")
    assert is_in(elsewhere)

    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_new_password_ends_the_open_sessions(client, make_user, mailoutbox):
    make_user()
    elsewhere = Client()
    log_in(elsewhere, "lea@essai.example")
    client.post(ASK, {"email": "lea@essai.example"})

    form = client.get(link_in(mailoutbox[0])).headers["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})

    assert not is_in(elsewhere)


def test_changing_the_password_needs_the_present_one(client, make_user):
    user = make_user()
    log_in(client, "lea@essai.example")

    response = client.post(CHANGE, {"oldpassword": "faux", "password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert response.status_code == 200
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("court", "Ce mot de passe est trop court. Il doit contenir au minimum 10 caractères."),
        ("1234567890", "Ce mot de passe est entièrement numérique."),
        (
            "lea@essai.example",
            "Le mot de passe est trop semblable au champ « adresse électronique ».",
        ),
    ],
)
def test_weak_passwords_are_refused_in_french(client, make_user, password, message):
    user = make_user()
    log_in(client, "lea@essai.example")

    response = client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    user.refresh_from_db()
    assert message in re.sub(r"\s", " ", response.content.decode())
    assert user.check_password(PASSWORD)
