"""« Essai d’envoi »: what an operator learns of the way the mails take."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from club.notifications.delivery import deliver_due
from club.notifications.failures import explain
from club.notifications.heartbeat import beat
from club.notifications.models import OutboxMail
from club.notifications.trial import is_token, write_trial
from club.users.roles import MANAGERS
from tests.club.notifications.factories import make_mail

pytestmark = pytest.mark.django_db
PAGE = "/gestion/courriers/essai/"
TOKEN = "un-jeton-de-formulaire"


@pytest.fixture
def manager(enter):
    return enter(MANAGERS)


def text_of(response) -> str:
    """What is read on the page, its spaces made plain."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def drawn_token(client) -> str:
    return re.search(r'name="token" value="([^"]+)"', client.get(PAGE).content.decode())[1]


def test_a_trial_is_followed_from_its_waiting_to_its_departure(smtp, manager):
    token = drawn_token(manager)

    waiting = manager.post(PAGE, {"address": "lea@essai.example", "token": token}, follow=True)
    call_command("worker", "--once")
    sent = manager.get(waiting.request["PATH_INFO"])

    [(recipients, message)] = smtp.received
    assert recipients == ["lea@essai.example"]
    assert message["Message-ID"].startswith("<essai.")
    assert "attend son tour" in text_of(waiting)
    assert "aucun signe depuis 90 secondes" in text_of(waiting)
    assert "1, le plus ancien depuis le" in text_of(waiting)
    assert "Le message est parti vers lea@essai.example" in text_of(sent)
    assert "Travailleur de fond en marche" in text_of(sent)
    assert "Courriers qui attendent aucun" in text_of(sent)


def test_one_form_sent_many_times_writes_one_mail(smtp, manager):
    data = {"address": "lea@essai.example", "token": drawn_token(manager)}

    addresses = {manager.post(PAGE, data)["Location"] for _ in range(3)}

    row = OutboxMail.objects.get()
    assert addresses == {f"{PAGE}{row.pk}/"}


def test_two_forms_write_two_mails(smtp, manager):
    for _ in range(2):
        manager.post(PAGE, {"address": "lea@essai.example", "token": drawn_token(manager)})

    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    ["", "léa", "lea@essai", "a@essai.example\nBcc: b@essai.example", "a@b.example,c@d.example"],
)
def test_a_wrong_address_is_said_and_kept(smtp, manager, address):
    response = manager.post(PAGE, {"address": address, "token": TOKEN})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"address"}
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "token", ["", "court", "x" * 64 + "y", "a>\r\nBcc: b@essai.example", "é" * 20]
)
def test_a_broken_token_adds_nothing_to_the_headers(smtp, manager, token):
    response = manager.post(PAGE, {"address": "lea@essai.example", "token": token})

    ids = list(OutboxMail.objects.values_list("message_id", flat=True))
    assert not is_token(token)
    assert response.status_code in (200, 302)
    assert [bool(re.fullmatch(r"<essai\.[\w-]+@[\w.]+>", found)) for found in ids] == [True] * len(
        ids
    )
    with pytest.raises(ValueError, match="token"):
        write_trial("lea@essai.example", token=token)


@pytest.mark.parametrize(
    ("mode", "explanation", "words"),
    [
        ("later", "refuse l’adresse du destinataire. Il demande de réessayer", "451 come back"),
        ("never", "refuse l’adresse du destinataire.", "554 no"),
        ("cut", "a coupé la liaison.", "Connection unexpectedly closed"),
        ("silent", "ne répond pas à temps", "timed out"),
    ],
)
def test_a_failure_is_told_in_french_and_in_the_words_of_the_server(
    smtp, manager, mode, explanation, words
):
    row = write_trial("lea@essai.example", token=TOKEN)
    smtp.mode = mode
    deliver_due()

    shown = text_of(manager.get(f"{PAGE}{row.pk}/"))

    assert "n’est pas encore parti" in shown
    assert explanation in shown
    assert words in shown
    assert "Essais 1 Prochain essai le" in shown


def test_a_refused_connection_is_told(smtp, manager, settings):
    settings.EMAIL_PORT = 1
    row = write_trial("lea@essai.example", token=TOKEN)
    deliver_due()

    shown = text_of(manager.get(f"{PAGE}{row.pk}/"))

    assert "refuse la connexion" in shown
    assert "127.0.0.1, port 1" in shown


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("gaierror: [Errno -2] Name or service not known", "Le nom du serveur"),
        ("SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED]", "La liaison chiffrée"),
        ("SMTPNotSupportedError: STARTTLS extension not supported", "La liaison chiffrée"),
        ("SMTPAuthenticationError: 535 5.7.8 no", "Le serveur de courrier refuse l’identifiant"),
        ("SMTPSenderRefused: 550 who are you", "Le serveur de courrier refuse l’adresse de"),
        ("SMTPDataError: 552 too big", "Le serveur de courrier refuse le message"),
        ("SMTPConnectError: 421 busy", "Le serveur de courrier refuse d’ouvrir"),
        ("KeyError: 'x'", "L’envoi a échoué"),
        ("", ""),
    ],
)
def test_the_usual_errors_have_their_french(line, start):
    assert explain(line)[: len(start)] == start
    assert bool(explain(line)) == bool(line)


def test_the_password_is_never_shown(smtp, manager, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "facteur", "un-secret-bien-garde"
    settings.EMAIL_USE_TLS = True

    page = manager.get(PAGE)

    assert "STARTTLS" in text_of(page)
    assert "un-secret-bien-garde" not in page.content.decode()
    assert "facteur" not in page.content.decode()


def test_a_site_without_a_mail_server_says_so(smtp, manager, settings, tmp_path):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    assert f"écrits dans des fichiers, sous {tmp_path}" in text_of(manager.get(PAGE))


def test_only_trials_are_followed_here(smtp, manager):
    other = make_mail()

    statuses = [manager.get(f"{PAGE}{pk}/").status_code for pk in (other.pk, 0, 10**20)]

    assert statuses == [404, 404, 404]


def test_an_abandoned_trial_says_so(smtp, manager):
    row = write_trial("lea@essai.example", token=TOKEN)
    OutboxMail.objects.update(state="dead", attempts=150, last_error="SMTPDataError: 552 too big")

    assert "a renoncé à écrire à lea@essai.example , après 150 essais" in text_of(
        manager.get(f"{PAGE}{row.pk}/")
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_waits(
    smtp, manager, django_assert_max_num_queries, count
):
    for _ in range(count):
        make_mail()
    manager.get(PAGE)

    with django_assert_max_num_queries(12):
        manager.get(PAGE)


def test_a_dead_worker_is_told_after_a_while(smtp, manager):
    beat("dead")
    before = text_of(manager.get(PAGE))

    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        after = text_of(manager.get(PAGE))

    assert "Travailleur de fond en marche" in before
    assert "Travailleur de fond aucun signe depuis 90 secondes" in after
