"""The contact page: the right centre gets the message, and nothing is lost."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from club.notifications.delivery import deliver_due
from club.notifications.models import OutboxMail
from pages import services
from pages.models import Comment, ContactMessage
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.writings import (
    NETWORK,
    contact_data,
    make_article,
    make_comment,
    make_contact_page,
    real_database,
    send_message,
)

pytestmark = pytest.mark.django_db
MURAT = "murat@essai.example"


@pytest.fixture(autouse=True)
def contact_page():
    cache.clear()
    return make_contact_page()


@pytest.fixture
def murat():
    return TelecentreFactory(slug="murat", name="Télécentre de Murat", email=MURAT)


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Send the form and let what waits for the commit happen."""

    def sender(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            return send_message(client, **fields)

    return sender


def test_form_is_never_cached(client):
    response = client.get("/contact/")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_centres_are_offered_and_one_is_preselected(client, murat):
    TelecentreFactory(slug="ferme", is_active=False)

    html = client.get("/contact/?telecentre=murat").content.decode()

    assert '<option value="murat" selected>Télécentre de Murat</option>' in html
    assert 'value="ferme"' not in html


@pytest.mark.parametrize("slug", ["inconnu", "<script>", "", "1", "x" * 5000])
def test_unknown_centre_in_the_address_is_left_aside(client, murat, slug):
    response = client.get("/contact/", {"telecentre": slug})

    assert response.status_code == 200
    assert "selected" not in response.content.decode().replace('value="" selected', "")


def test_message_goes_to_the_centre(send, murat):
    response = send(telecentre="murat", phone="04 71 20 00 00")

    assert (response.status_code, response["Location"]) == (302, "/contact/merci/")
    message = ContactMessage.objects.get()
    assert message.telecentre == murat
    assert message.phone == "04 71 20 00 00"
    sent = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert sent.to == [MURAT]
    assert sent.reply_to == ["Claire Delbos <claire@essai.example>"]
    assert sent.subject == "[Contact] Venir deux jours"
    assert "Reste-t-il une place ?" in sent.body


def test_message_goes_to_the_network_when_no_centre_is_chosen(send):
    send()

    assert ContactMessage.objects.get().telecentre is None
    assert [sent.to for sent in mail.outbox] == [[NETWORK]]


def test_message_goes_to_the_network_when_the_centre_has_no_address(send):
    TelecentreFactory(slug="riom", email="")

    send(telecentre="riom")

    assert [sent.to for sent in mail.outbox] == [[NETWORK]]


def test_mail_is_plain_text(send):
    send(subject="L’été & l’hiver <b>", text="a < b & c")

    assert mail.outbox[0].subject == "[Contact] L’été & l’hiver <b>"
    assert "a < b & c" in mail.outbox[0].body


def test_name_with_commas_and_accents_stays_one_address(send):
    send(name='Delbos, Claire "Clé" é')

    assert mail.outbox[0].message()["Reply-To"].count("claire@essai.example") == 1
    assert mail.outbox[0].message()["Reply-To"].count("@") == 1


@pytest.mark.parametrize("field", ["name", "email", "phone", "subject"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_header_cannot_be_added(send, field, ending):
    value = {**contact_data(phone="0471000000")}[field]

    response = send(**{field: f"{value}{ending}Bcc: victime@essai.example"})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert mail.outbox == []


def test_without_that_check_django_would_refuse_the_mail_and_the_message_stay(
    django_capture_on_commit_callbacks,
):
    """The control: the service alone stands a header that no form let through."""
    told = {key: value for key, value in contact_data().items() if key not in ("trap", "token")}
    told |= {"telecentre": None, "email": "claire@essai.example\nBcc: victime@essai.example"}

    with django_capture_on_commit_callbacks(execute=True):
        services.send_contact_message(**told, form_token="x", network_email=NETWORK)

    assert ContactMessage.objects.count() == 1
    assert mail.outbox == []


def test_without_that_check_the_line_break_of_a_subject_would_become_a_space():
    told = {key: value for key, value in contact_data().items() if key not in ("trap", "token")}
    told |= {"telecentre": None, "subject": "Bonjour\nBcc: victime@essai.example"}

    services.send_contact_message(**told, form_token="x", network_email=NETWORK)

    [sent] = mail.outbox
    assert sent.subject == "[Contact] Bonjour Bcc: victime@essai.example"
    assert sent.recipients() == [NETWORK]


def test_mail_server_away_loses_nothing(send, settings):
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = send()

    assert response.status_code == 302
    assert deliver_due() == 0
    assert ContactMessage.objects.count() == 1
    waiting = OutboxMail.objects.get()
    assert (waiting.recipients, waiting.state, waiting.attempts) == (NETWORK, "waiting", 1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_mailed_twice(client):
    data = contact_data()

    answers = [client.post("/contact/", data)["Location"] for _ in range(3)]

    assert answers == ["/contact/merci/"] * 3
    assert ContactMessage.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_same_form_many_times_at_once(settings, tmp_path):
    settings.ACCOUNT_RATE_LIMITS = {"contact": None}
    data = contact_data()

    with real_database(tmp_path) as run:
        statuses = run(lambda _n: Client().post("/contact/", data).status_code, 24)
        counts = run(lambda _n: ContactMessage.objects.count(), 1)

    assert statuses == [302] * 24
    assert counts == [1]
    assert len(mail.outbox) == 1


def test_done_page_says_what_happens_next(client):
    response = client.get("/contact/merci/")

    assert response.status_code == 200
    assert "nous avons reçu votre message" in response.content.decode()
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"telecentre": "inconnu"}, "telecentre"),
        ({"name": ""}, "name"),
        ({"email": "claire"}, "email"),
        ({"phone": "appelez-moi"}, "phone"),
        ({"subject": ""}, "subject"),
        ({"subject": "a" * 121}, "subject"),
        ({"text": ""}, "text"),
        ({"text": "a" * 5001}, "text"),
        ({"text": "a" * 1_000_000}, "text"),
        ({"text": "un \x00"}, "text"),
        ({"name": "un \x00"}, "name"),
    ],
)
def test_error_keeps_what_was_typed(client, murat, fields, name):
    response = send_message(client, **{"telecentre": "murat", **fields})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    html = response.content.decode()
    assert "claire@essai.example" in html or name == "email"
    assert '<option value="murat" selected>' in html or name == "telecentre"
    assert ContactMessage.objects.count() == 0


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/xml"])
def test_wrong_content_type(client, content_type):
    assert client.post("/contact/", "{}", content_type=content_type).status_code == 200


def test_page_costs_few_queries(client, django_assert_max_num_queries):
    client.get("/contact/")

    with django_assert_max_num_queries(15):
        client.get("/contact/")


def test_form_costs_the_same_with_one_and_ten_centres(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    TelecentreFactory()
    client.get("/contact/")
    with CaptureQueriesContext(connection) as few:
        client.get("/contact/")
    TelecentreFactory.create_batch(9)
    with django_assert_num_queries(len(few)):
        client.get("/contact/")


# --- Kept a year ------------------------------------------------------------------------------


def make_message(age_days, **fields):
    message = ContactMessage.objects.create(
        name="Claire",
        email="claire@essai.example",
        subject="Bonjour",
        text="Bonjour",
        form_token=f"age-{age_days}-{ContactMessage.objects.count()}",
        **fields,
    )
    then = timezone.now() - timedelta(days=age_days)
    ContactMessage.objects.filter(pk=message.pk).update(created_at=then)
    return message


def purge() -> str:
    output = StringIO()
    call_command("purge_expired", stdout=output)
    return output.getvalue()


def test_purge_deletes_what_is_past_its_time_and_says_how_many():
    make_message(366)
    young = make_message(364)

    assert purge() == "contact messages: 1 deleted\nrefused comments: 0 deleted\n"
    assert purge() == "contact messages: 0 deleted\nrefused comments: 0 deleted\n"
    assert list(ContactMessage.objects.all()) == [young]


def test_purge_deletes_refused_comments_only(contact_page):
    article = make_article(home=contact_page.get_parent())
    old = timezone.now() - timedelta(days=366)
    kept = make_comment(article, moderated_at=old)
    refused = make_comment(article, status=Comment.Status.REFUSED, moderated_at=old)
    services.report_comment(refused, reason="Publicité", form_token="signalement")
    young = make_comment(article, status=Comment.Status.REFUSED, moderated_at=timezone.now())
    never_dated = make_comment(article, status=Comment.Status.REFUSED)
    Comment.objects.filter(pk=never_dated.pk).update(created_at=old)

    assert purge() == "contact messages: 0 deleted\nrefused comments: 2 deleted\n"
    assert set(Comment.objects.all()) == {kept, young}
