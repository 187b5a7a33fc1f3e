"""Delivery against a real SMTP server that refuses, keeps silent, hangs up or accepts."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from club.notifications import delivery
from club.notifications.models import OutboxMail
from tests.club.notifications.factories import make_mail

pytestmark = pytest.mark.django_db
State = OutboxMail.State


def ids(smtp) -> list[str]:
    return [message["Message-ID"] for _, message in smtp.received]


def later(minutes: float):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def test_a_mail_leaves_once_and_its_content_is_forgotten(smtp):
    row = make_mail("Été & hiver")

    counts = [delivery.deliver_due(), delivery.deliver_due()]

    row.refresh_from_db()
    [(recipients, message)] = smtp.received
    assert counts == [1, 0]
    assert (recipients, message["Message-ID"]) == (["lea@essai.example"], row.message_id)
    text = message.get_payload(decode=True).decode()
    assert text.replace("\r\n", "\n").strip() == "Voilà.\n.\nÀ bientôt"
    assert (row.state, row.attempts, bytes(row.content)) == (State.SENT, 1, b"")
    assert row.finished_at is not None


@pytest.mark.parametrize("mode", ["later", "never", "cut", "silent"])
def test_whatever_the_server_does_exactly_one_goes_out_in_the_end(smtp, mode):
    row = make_mail()
    smtp.mode = mode

    refused = delivery.deliver_due()
    row.refresh_from_db()
    waiting = (row.state, row.attempts, bool(row.last_error), row.leased_until)
    smtp.mode = "accept"
    too_early = delivery.deliver_due()
    with later(1.1):
        sent = delivery.deliver_due()
    with later(60):
        again = delivery.deliver_due()

    assert waiting == (State.WAITING, 1, True, None)
    assert (refused, too_early, sent, again) == (0, 0, 1, 0)
    assert ids(smtp) == [row.message_id]


@pytest.mark.parametrize(("delay", "sent"), [(0.1, [1, 0]), (1.5, [0, 1])])
def test_a_slow_server_is_waited_for_within_the_time_limit(smtp, delay, sent):
    row = make_mail()
    smtp.mode, smtp.delay = "slow", delay

    counts = [delivery.deliver_due()]
    smtp.mode = "accept"
    with later(1.1):
        counts.append(delivery.deliver_due())

    assert counts == sent
    assert ids(smtp) == [row.message_id]


def test_a_server_that_refuses_connections_costs_one_attempt_not_one_a_mail(smtp, settings):
    rows = [make_mail(), make_mail(), make_mail()]
    settings.EMAIL_PORT = 1

    sent = delivery.deliver_due()

    attempts = OutboxMail.objects.order_by("pk").values_list("attempts", flat=True)
    assert sent == 0
    assert list(attempts) == [1, 0, 0]
    settings.EMAIL_PORT = smtp.port
    with later(1.1):
        assert delivery.deliver_due() == 3
    assert sorted(ids(smtp)) == sorted(row.message_id for row in rows)


def test_a_refused_mail_does_not_hold_the_next(smtp):
    broken, good = make_mail(recipients="perdu@essai.example"), make_mail()
    smtp.refused = "perdu@essai.example"

    sent = delivery.deliver_due()

    broken.refresh_from_db()
    assert sent == 1
    assert ids(smtp) == [good.message_id]
    assert (broken.state, broken.attempts) == (State.WAITING, 1)
    assert "550" in broken.last_error


def test_a_lease_keeps_other_workers_away_until_it_ends(smtp):
    row = make_mail()
    taken = delivery._take(row.pk)

    during = delivery.deliver_due()
    with later(delivery.LEASE.total_seconds() / 60 + 0.1):
        after = delivery.deliver_due()

    assert taken is not None
    assert (during, after) == (0, 1)
    assert ids(smtp) == [row.message_id]


def test_a_worker_that_lost_its_lease_does_not_overwrite_what_another_did(smtp):
    row = make_mail()
    slow = delivery._take(row.pk)
    with later(6):
        delivery.deliver_due()

        delivery._note_failure(slow, OSError("too late"))

    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.SENT, "")


def test_a_mail_is_abandoned_in_the_end_and_says_why(smtp):
    row = make_mail(attempts=delivery.GIVE_UP_ATTEMPTS - 1)
    smtp.mode = "never"

    delivery.deliver_due()

    row.refresh_from_db()
    assert row.state == State.DEAD
    assert "554" in row.last_error
    assert bytes(row.content) != b""


def test_delays_grow_to_half_an_hour():
    minutes = [delivery.delay_after(n).total_seconds() / 60 for n in (1, 2, 3, 4, 5, 6, 150)]

    assert minutes == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize("waiting", [1, 3])
def test_reading_what_is_due_is_one_query(smtp, django_assert_num_queries, waiting):
    for _ in range(waiting):
        make_mail(due_at=timezone.now() + timedelta(hours=1))

    with django_assert_num_queries(1):
        delivery.deliver_due()
