"""Opening an account: name, address, password, then the code of the mail."""

import pytest
from django.test import Client

from club.users.models import User
from tests.club.users.conftest import PASSWORD, code_in, is_in, log_in, without_tokens
from tests.club.users.isemail import ADDRESSES
from tests.pages.writings import real_database

SIGN_UP, CODE = "/compte/inscription/", "/compte/adresse/verification/"
FORM = {"public_name": "Ina Delmas", "email": "Ina@Essai.example", "password1": PASSWORD}


def sign_up(client: Client, **changes: str):
    return client.post(SIGN_UP, FORM | changes)


@pytest.mark.django_db
def test_an_account_opens_once_its_address_is_confirmed(client, mailoutbox):
    sent = sign_up(client)
    (mail,) = mailoutbox
    before = is_in(client)
    client.post(CODE, {"code": code_in(mail)})

    user = User.objects.get()
    assert sent.headers["Location"] == CODE
    assert (mail.to, mail.subject) == (
        ["ina@essai.example"],
        "[CyberCantal] Votre code de vérification",
    )
    assert (user.email, user.public_name) == ("ina@essai.example", "Ina Delmas")
    assert user.emailaddress_set.get().verified
    assert (before, is_in(client)) == (False, True)


@pytest.mark.django_db
def test_the_mail_says_the_same_in_html_and_nothing_typed_is_markup(make_user, client, mailoutbox):
    make_user("d'arc&fils@essai.example")
    sign_up(Client(), email="d'arc&fils@essai.example")
    sign_up(client)
    known, code = (mail.alternatives[0][0] for mail in mailoutbox)

    assert [mail.alternatives[0][1] for mail in mailoutbox] == ["text/html"] * 2
    assert ("arc&amp;fils@" in known, "arc&fils@" in known) == (True, False)
    assert code_in(mailoutbox[1]) in code
    assert code.count("L’équipe des télécentres du Cantal") == 1


@pytest.mark.django_db
def test_a_code_serves_once(client, mailoutbox):
    sign_up(client)
    code = code_in(mailoutbox[0])
    client.post(CODE, {"code": code})
    client.post("/compte/deconnexion/")

    client.post(CODE, {"code": code})

    assert not is_in(client)


@pytest.mark.django_db
def test_the_code_of_someone_else_confirms_nothing(client, mailoutbox):
    other = Client()
    sign_up(other, email="lea@essai.example")
    sign_up(client)
    theirs, _mine = map(code_in, mailoutbox)

    page = client.post(CODE, {"code": theirs})

    assert "Ce code n’est pas le bon" in page.content.decode()
    assert not is_in(client)


@pytest.mark.django_db
def test_a_code_is_worth_a_quarter_of_an_hour(client, mailoutbox, later):
    sign_up(client)
    later(minutes=16)

    client.post(CODE, {"code": code_in(mailoutbox[0])})

    assert not is_in(client)
    assert not User.objects.get().emailaddress_set.get().verified


@pytest.mark.django_db
def test_another_code_is_sent_on_demand_and_the_first_no_longer_serves(client, mailoutbox):
    sign_up(client)
    client.post(CODE, {"action": "resend"})
    first, second = map(code_in, mailoutbox)

    client.post(CODE, {"code": first})
    refused = is_in(client)
    client.post(CODE, {"code": second})

    assert (refused, is_in(client)) == (False, True)


@pytest.mark.django_db
def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(make_user, mailoutbox):
    user = make_user()

    def answer(address: str):
        client = Client()
        sent = sign_up(client, email=address)
        page = client.get(sent.headers["Location"]).content.decode().replace(address, "")
        headers = {k: v for k, v in sent.items() if k not in ("X-Request-ID", "Expires")}
        return sent.status_code, headers, sorted(sent.cookies), without_tokens(page)

    known, unknown = answer("lea@essai.example"), answer("ina@essai.example")

    user.refresh_from_db()
    assert known == unknown
    assert set(User.objects.values_list("email", flat=True)) == {
        "lea@essai.example",
        "ina@essai.example",
    }
    assert mailoutbox[0].subject == "[CyberCantal] Vous avez déjà un compte"
    assert "/compte/mot-de-passe/oublie/" in mailoutbox[0].body
    assert user.public_name == "Léa Vidal"


@pytest.mark.django_db
def test_after_a_known_address_no_code_opens_anything(client, make_user, mailoutbox):
    make_user()
    sign_up(client, email="lea@essai.example")

    for code in ("", "AAAAAA"):
        client.post(CODE, {"code": code})

    assert not is_in(client)


@pytest.mark.django_db
def test_the_form_sent_twice_makes_one_account_and_one_mail(client, mailoutbox):
    answers = [sign_up(client), sign_up(client)]

    assert [answer.headers["Location"] for answer in answers] == [CODE, CODE]
    assert (User.objects.count(), len(mailoutbox)) == (1, 1)
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_the_same_address_at_the_same_instant_makes_one_account(tmp_path):
    with real_database(tmp_path) as run:
        statuses = run(lambda _number: sign_up(Client()).status_code, 4)
        (count,) = run(lambda _number: User.objects.count(), 1)

    assert statuses == [302] * 4
    assert count == 1


@pytest.mark.django_db
def test_a_machine_that_fills_every_field_gets_no_account(client, mailoutbox):
    sent = sign_up(client, website="https://voleur.example")

    assert sent.headers["Location"] == CODE
    assert (User.objects.count(), mailoutbox) == (0, [])


@pytest.mark.django_db
def test_what_is_refused_is_told_in_french_and_kept(client, mailoutbox):
    page = sign_up(client, email="ina", password1="court")

    html = page.content.decode()
    assert page.status_code == 200
    assert 'value="Ina Delmas"' in html
    assert 'value="ina"' in html
    assert "Saisissez une adresse de courriel valide." in html
    assert "Ce mot de passe est trop court." in html
    assert 'court"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["", "   ", "Ina\r\nBcc: x@y.example", "Ina\u2028Delmas", "I\x07na", "x" * 81]
)
def test_a_name_that_a_mail_could_not_carry_is_refused(client, mailoutbox, name):
    page = sign_up(client, public_name=name)

    assert page.context["form"].errors.keys() == {"public_name"}
    assert User.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password", ["neige " * 11, "é" * 128, "correct horse 🐎 " * 60, "  espaces autour  "]
)
def test_long_passwords_are_taken_whole(client, mailoutbox, password):
    sign_up(client, password1=password)
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    almost, same = Client(), Client()
    log_in(almost, "ina@essai.example", password[:-1])
    log_in(same, "ina@essai.example", password)

    assert (is_in(almost), is_in(same)) == (False, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "is_taken"), ADDRESSES)
def test_odd_addresses_are_taken_or_refused_never_broken(client, mailoutbox, address, is_taken):
    page = sign_up(client, email=address)

    assert (page.status_code, User.objects.count()) == ((302, 1) if is_taken else (200, 0))
    if not is_taken:
        assert page.context["form"].errors.keys() == {"email"}
