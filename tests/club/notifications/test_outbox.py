"""What is written into the outbox, and with what."""

from datetime import timedelta

import pytest
from django.core.mail import BadHeaderError, EmailMessage, send_mail
from django.db import transaction
from django.utils import timezone

from club.notifications.models import OutboxMail
from club.notifications.services import (
    KEEP_LOG_DAYS,
    erase_mails_to,
    purge_log,
    resend,
    send_to,
    write_mails,
)
from tests.club.notifications.factories import make_mail

pytestmark = pytest.mark.django_db
State = OutboxMail.State


def test_every_mail_of_django_becomes_a_row_and_nothing_leaves(smtp, settings):
    settings.BASE_URL = "https://www.example.org"

    send_mail("Bonjour à tous", "Voilà.", None, ["lea@essai.example", "jo@essai.example"])

    row = OutboxMail.objects.get()
    assert row.subject == "Bonjour à tous"
    assert row.recipients == "lea@essai.example\njo@essai.example"
    assert (row.state, row.attempts) == (State.WAITING, 0)
    assert row.message_id.endswith("@www.example.org>")
    assert f"Message-ID: {row.message_id}".encode() in bytes(row.content)
    assert smtp.received == []


def test_work_rolled_back_takes_its_mail_along(smtp):
    with transaction.atomic():
        send_mail("Bonjour", "Voilà.", None, ["lea@essai.example"])
        transaction.set_rollback(True)

    assert not OutboxMail.objects.exists()


def test_a_mail_to_nobody_is_not_stored(smtp):
    assert EmailMessage("Bonjour", "Voilà.").send() == 0
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_a_header_cannot_be_added(smtp, ending):
    with pytest.raises(BadHeaderError):
        send_mail(f"Bonjour{ending}Bcc: jo@essai.example", "", None, ["lea@essai.example"])

    assert not OutboxMail.objects.exists()


def test_send_to_writes_from_templates(smtp):
    message = {"telecentre": None, "name": "Léa", "email": "lea@essai.example", "text": "Bonjour"}

    send_to(
        "murat@essai.example",
        template="pages/email/contact_message",
        context={"message": message | {"subject": "Une place ?"}},
        reply_to="Léa <lea@essai.example>",
    )

    row = OutboxMail.objects.get()
    assert row.subject == "[Contact] Une place ?"
    assert b"Reply-To: " in bytes(row.content)


def test_only_an_abandoned_mail_is_sent_again():
    dead, sent = make_mail(state=State.DEAD, attempts=150), make_mail(state=State.SENT)

    answers = [resend(dead), resend(dead), resend(sent)]

    dead.refresh_from_db()
    assert answers == [True, False, False]
    assert (dead.state, dead.attempts, dead.finished_at) == (State.WAITING, 0, None)


def test_the_log_goes_after_its_time_and_what_waits_stays():
    old = timezone.now() - timedelta(days=KEEP_LOG_DAYS, minutes=1)
    young = old + timedelta(minutes=2)
    make_mail(state=State.SENT, finished_at=old)
    make_mail(state=State.DEAD, finished_at=old)
    kept = {make_mail(state=State.SENT, finished_at=young).pk, make_mail(due_at=old).pk}

    count = purge_log()

    assert count == 2
    assert set(OutboxMail.objects.values_list("pk", flat=True)) == kept


def test_several_mails_are_one_insert(smtp, django_assert_num_queries):
    mails = [EmailMessage("Bonjour", "", to=[f"p{n}@essai.example"]) for n in range(20)]

    with django_assert_num_queries(1):
        count = write_mails([*mails, EmailMessage("À personne", "")])

    assert count == OutboxMail.objects.count() == 20


@pytest.mark.parametrize(
    ("recipients", "goes"),
    [
        ("lea@essai.example", True),
        ("Lea@Essai.example", True),
        ("jo@essai.example\nlea@essai.example\nina@essai.example", True),
        ("jo@essai.example\nLéa <lea@essai.example>", True),
        ("zelea@essai.example", False),
        ("lea@essai.example.org", False),
        ("jo@essai.example", False),
        ("lea_essai.example@essai.example", False),
    ],
)
@pytest.mark.parametrize("state", State.values)
def test_the_mails_to_a_person_are_erased_and_no_others(recipients, goes, state):
    make_mail(recipients=recipients, state=state)

    count = erase_mails_to(["LEA@essai.example ", "", "absent@essai.example"])

    assert count == goes
    assert OutboxMail.objects.exists() is not goes


def test_erasing_for_nobody_erases_nothing():
    make_mail()

    assert erase_mails_to([]) == erase_mails_to(["", " "]) == 0
    assert OutboxMail.objects.count() == 1
