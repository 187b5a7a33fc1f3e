"""The second factor: compulsory for the staff, kept encrypted, worth nothing twice."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.test import Client

from club.users.models import User
from club.users.roles import MANAGERS, setup_roles
from tests.club.users.conftest import PASSWORD, is_in, log_in, log_in_for_certain

INDEX = "/compte/double-authentification/"
ACTIVATE, REMOVE = f"{INDEX}application/activer/", f"{INDEX}application/retirer/"
ASK, CODES = f"{INDEX}code/", f"{INDEX}codes-de-secours/"
FORGED = [
    "",
    "null",
    "3",
    "{}",
    "[]",
    '{"id": 3}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ"}}',
    "pas du json",
]
SECRET = "JBSWY3DPEHPK3PXP"

pytestmark = pytest.mark.django_db


def code_of(secret: str, steps: int = 0) -> str:
    """The six digits an app would show now, `steps` half minutes away."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def protected(make_user) -> User:
    """An account with an authenticator app and recovery codes."""
    user = make_user()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def manager(make_user) -> User:
    setup_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=MANAGERS))
    return user


@pytest.mark.django_db(transaction=True)  # the mail is written once all is in the database
def test_an_app_is_activated_with_its_first_code_and_gives_recovery_codes(
    client, make_user, mailoutbox
):
    user = make_user()
    log_in_for_certain(client)
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]

    done = client.post(ACTIVATE, {"code": code_of(secret)})
    codes = client.get(done.headers["Location"]).content.decode()

    assert set(user.authenticator_set.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert (done.headers["Location"], len(re.findall(r"<code>\d{8}</code>", codes))) == (CODES, 10)
    assert mailoutbox[0].subject == "[CyberCantal] Application d’authentification activée"


def test_a_wrong_first_code_activates_nothing(client, make_user):
    user = make_user()
    log_in_for_certain(client)
    client.get(ACTIVATE)

    page = client.post(ACTIVATE, {"code": "000000"})

    assert "Ce code n’est pas le bon" in page.content.decode()
    assert user.authenticator_set.count() == 0


def test_the_password_alone_no_longer_enters(client, protected):
    asked = log_in(client, "lea@essai.example")
    half_way = is_in(client)
    client.post(ASK, {"code": code_of(SECRET)})

    assert asked.headers["Location"] == ASK
    assert (half_way, is_in(client)) == (False, True)


def test_a_code_serves_once(client, protected):
    code = code_of(SECRET)
    log_in(client, "lea@essai.example")
    client.post(ASK, {"code": code})

    other = Client()
    log_in(other, "lea@essai.example")
    page = other.post(ASK, {"code": code})

    assert (is_in(client), is_in(other)) == (True, False)
    assert "Ce code n’est pas le bon" in page.content.decode()


@pytest.mark.parametrize(("steps", "enters"), [(-3, False), (-1, True), (1, True), (3, False)])
def test_a_clock_half_a_minute_wrong_is_forgiven(client, protected, steps, enters):
    log_in(client, "lea@essai.example")

    client.post(ASK, {"code": code_of(SECRET, steps)})

    assert is_in(client) == enters


def test_a_recovery_code_enters_once(client, protected):
    code = protected.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    entered = []
    for browser in (client, Client()):
        log_in(browser, "lea@essai.example")
        browser.post(ASK, {"code": code})
        entered.append(is_in(browser))

    assert entered == [True, False]


def test_the_sixth_wrong_code_is_refused_even_if_right(client, protected):
    log_in(client, "lea@essai.example")
    for _ in range(5):
        client.post(ASK, {"code": "000000"})

    page = client.post(ASK, {"code": code_of(SECRET)})

    assert "Trop d’essais de suite." in page.content.decode()
    assert not is_in(client)


def test_the_secrets_are_not_readable_in_the_database(protected):
    stored = [str(one.data) for one in Authenticator.objects.all()]

    assert [SECRET in data for data in stored] == [False, False]
    assert protected.authenticator_set.get(type="totp").wrap().validate_code(code_of(SECRET))


def test_a_secret_written_under_a_former_key_is_still_read(protected, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50

    assert protected.authenticator_set.get(type="totp").wrap().validate_code(code_of(SECRET))


@pytest.mark.parametrize("path", ["/gestion/", "/club/", "/", "/django-admin/"])
def test_staff_without_a_second_factor_are_led_to_set_one(client, manager, path):
    log_in(client, "lea@essai.example")

    asked = client.get(path)

    assert (asked.status_code, asked.headers["Location"]) == (302, INDEX)
    assert "À faire avant d’aller plus loin" in client.get(INDEX).content.decode()


def test_a_superuser_too(client, make_user):
    make_user(is_staff=True, is_superuser=True)
    log_in(client, "lea@essai.example")

    assert client.get("/gestion/").headers["Location"] == INDEX


def test_staff_enter_once_it_is_set(client, manager):
    TOTP.activate(manager, SECRET)
    log_in(client, "lea@essai.example")
    client.post(ASK, {"code": code_of(SECRET)})

    assert client.get("/gestion/").status_code == 200


def test_an_account_that_becomes_staff_sets_it_at_the_next_page(client, make_user):
    setup_roles()
    user = make_user()
    log_in(client, "lea@essai.example")
    before = is_in(client)

    user.groups.add(Group.objects.get(name=MANAGERS))

    assert (before, client.get("/club/").headers["Location"]) == (True, INDEX)


def test_recovery_codes_alone_are_no_second_factor(client, manager):
    RecoveryCodes.activate(manager)
    log_in(client, "lea@essai.example")

    assert client.get("/gestion/").headers["Location"] == INDEX


def test_without_the_setting_staff_enter_with_a_password(client, manager, settings):
    """The control: it is the setting that holds them back."""
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    log_in(client, "lea@essai.example")

    assert client.get("/gestion/").status_code == 200


def test_staff_keep_their_last_second_factor(client, manager):
    TOTP.activate(manager, SECRET)
    log_in(client, "lea@essai.example")
    client.post(ASK, {"code": code_of(SECRET)})
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})

    client.post(REMOVE)

    assert manager.authenticator_set.filter(type="totp").count() == 1


def test_a_member_takes_it_off(client, protected):
    log_in(client, "lea@essai.example")
    client.post(ASK, {"code": code_of(SECRET)})
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})

    client.post(REMOVE)

    assert protected.authenticator_set.count() == 0


def test_each_page_is_in_french_and_whole(client, protected):
    log_in(client, "lea@essai.example")
    client.post(ASK, {"code": code_of(SECRET)})
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})

    titles = {
        path: re.findall(r"<h1>(.*?)</h1>", client.get(path).content.decode())
        for path in (INDEX, REMOVE, CODES, f"{CODES}nouveaux/", "/compte/cles/")
    }

    assert titles == {
        INDEX: ["Double authentification"],
        REMOVE: ["Retirer l’application d’authentification"],
        CODES: ["Codes de secours"],
        f"{CODES}nouveaux/": ["De nouveaux codes de secours"],
        "/compte/cles/": ["Vos clés d’accès"],
    }


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_passkey_is_not_added(client, make_user, credential):
    user = make_user()
    log_in_for_certain(client)

    page = client.post("/compte/cles/ajouter/", {"name": "Clé", "credential": credential})

    assert page.status_code == 200
    assert user.authenticator_set.count() == 0


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_passkey_enters_nowhere(client, make_user, credential):
    make_user()

    answer = client.post("/compte/cles/connexion/", {"credential": credential})

    assert answer.headers["Location"] == "/compte/connexion/"
    assert not is_in(client)
