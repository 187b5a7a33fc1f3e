"""Telling one person or many: what is written, when the mail is due, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.template import TemplateDoesNotExist
from django.test.utils import CaptureQueriesContext

from club.notifications import kinds
from club.notifications.kinds import SECURITY, register_kind
from club.notifications.models import Frequency, Notification, OutboxMail
from club.notifications.preferences import set_frequencies
from club.notifications.services import (
    KEEP_READ_DAYS,
    KEEP_UNREAD_DAYS,
    notify,
    notify_many,
    purge_notifications,
)
from club.users.models import User
from tests.club.notifications.factories import make_notification, make_person

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
NIGHT = datetime(2027, 1, 15, 22, tzinfo=UTC)
MORNING = datetime(2027, 1, 16, 6, tzinfo=UTC)
TOLD = {"title": "Une réponse", "url": "/club/"}


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_kind("essai.reply", label="Réponses", group="Essai")
    register_kind("essai.booking", label="Réservations", group="Essai", is_urgent=True)


def at(instant: datetime):
    return time_machine.travel(instant, tick=False)


def test_a_usual_kind_waits_for_the_digest_of_the_next_day(smtp):
    with at(NOON):
        row = notify(make_person(), "essai.reply", **TOLD)

    assert (row.frequency, row.due_at, row.mailed_at) == (Frequency.DAILY, MORNING, None)
    assert OutboxMail.objects.count() == 0


def test_an_urgent_kind_is_in_the_outbox_at_once(smtp):
    with at(NOON):
        row = notify(make_person(), "essai.booking", **TOLD)

    assert (row.due_at, row.mailed_at) == (None, NOON)
    mail = OutboxMail.objects.get()
    assert (mail.recipients, mail.subject) == ("lea@essai.example", "Une réponse")


@pytest.mark.parametrize(("kind", "mails"), [("essai.booking", 0), (SECURITY, 1)])
def test_quiet_hours_hold_all_back_but_security(smtp, kind, mails):
    with at(NIGHT):
        row = notify(make_person(), kind, **TOLD)

    assert row.due_at == (None if mails else MORNING)
    assert OutboxMail.objects.count() == mails


def test_a_preference_is_followed_but_for_urgent_kinds(smtp):
    user = make_person()
    set_frequencies(user, {"essai.reply": Frequency.NEVER, "essai.booking": Frequency.NEVER})

    with at(NOON):
        rows = [notify(user, kind, **TOLD) for kind in ("essai.reply", "essai.booking")]

    assert [row.frequency for row in rows] == [Frequency.NEVER, Frequency.AT_ONCE]
    assert rows[0].due_at is None
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_verified": False}])
def test_a_closed_account_or_an_address_not_verified_gets_no_mail(smtp, fields):
    user = make_person(**fields)

    with at(NOON):
        rows = [notify(user, kind, **TOLD) for kind in ("essai.reply", SECURITY)]

    assert [(row.due_at, row.mailed_at) for row in rows] == [(None, None)] * 2
    assert OutboxMail.objects.count() == 0


def test_another_address_that_is_verified_does_not_stand_for_the_one_we_write_to(smtp):
    user = make_person(is_verified=False)
    user.emailaddress_set.create(email="ancienne@essai.example", verified=True)

    with at(NOON):
        notify(user, SECURITY, **TOLD)

    assert OutboxMail.objects.count() == 0


def test_the_same_event_is_told_once(smtp):
    user, other = make_person(), make_person("jo")

    with at(NOON):
        rows = [
            notify(person, "essai.booking", once_key="booking-1", **TOLD)
            for person in (user, user, other)
        ]

    assert [row is None for row in rows] == [False, True, False]
    assert OutboxMail.objects.count() == 2


def test_a_mail_that_cannot_be_written_takes_the_notification_along(smtp):
    with at(NOON), pytest.raises(TemplateDoesNotExist, match="absent_subject"):
        notify(make_person(), "essai.booking", template="essai/email/absent", **TOLD)

    assert Notification.objects.count() == OutboxMail.objects.count() == 0


def test_work_rolled_back_tells_nothing(smtp):
    user = make_person()

    with at(NOON), transaction.atomic():
        notify(user, "essai.booking", **TOLD)
        transaction.set_rollback(True)

    assert Notification.objects.count() == OutboxMail.objects.count() == 0


@pytest.mark.parametrize(
    "url", ["//evil.example/", "https://evil.example/", "club/", "", "/\\evil"]
)
def test_a_notification_leads_nowhere_else(url):
    with pytest.raises(ValueError, match="path of this site"):
        notify(make_person(), "essai.reply", title="Une réponse", url=url)


def test_the_database_refuses_such_an_address_too():
    with pytest.raises(IntegrityError, match="notification_on_our_site"):
        make_notification(make_person(), url="//evil.example/")


def test_an_unknown_kind_is_refused():
    with pytest.raises(LookupError, match="inconnu"):
        notify(make_person(), "inconnu", **TOLD)


def test_a_context_that_is_no_json_is_refused():
    with pytest.raises(TypeError, match="JSON"):
        notify(make_person(), "essai.reply", context={"day": NOON}, **TOLD)


def test_a_long_title_is_cut_and_its_line_breaks_go():
    row = notify(make_person(), "essai.reply", title="Un\r\nBcc: x" + "y" * 300, url="/club/")

    assert row.title.startswith("Un Bcc: x")
    assert (len(row.title), row.title[-1]) == (200, "…")


# --- Many ---------------------------------------------------------------------------------------


def test_many_are_told_by_their_own_preferences_and_no_mail_is_drawn_yet(smtp):
    daily, weekly, never = make_person("a"), make_person("b"), make_person("c")
    closed = make_person("d", is_active=False)
    set_frequencies(weekly, {"essai.reply": Frequency.WEEKLY})
    set_frequencies(never, {"essai.reply": Frequency.NEVER})

    with at(NOON):
        notify_many([daily, weekly, never, closed, daily], "essai.reply", **TOLD)

    due = dict(Notification.objects.values_list("user", "due_at"))
    assert due == {
        daily.pk: MORNING,
        weekly.pk: MORNING + timedelta(days=2),
        never.pk: None,
        closed.pk: None,
    }
    assert OutboxMail.objects.count() == 0


def test_what_is_urgent_for_many_is_due_now():
    with at(NOON):
        notify_many([make_person()], "essai.booking", **TOLD)

    assert Notification.objects.get().due_at == NOON


def test_who_was_told_already_is_passed_over():
    first, second = make_person("a"), make_person("b")
    notify(first, "essai.reply", once_key="topic-1", **TOLD)

    for _ in range(2):
        notify_many([first, second], "essai.reply", once_key="topic-1", **TOLD)

    assert sorted(Notification.objects.values_list("user", flat=True)) == [first.pk, second.pk]


def test_telling_fifty_costs_what_telling_five_does():
    people = [make_person(f"personne{number}") for number in range(50)]
    counts = []
    for told in (people[:5], people):
        with CaptureQueriesContext(connection) as captured:
            notify_many(told, "essai.reply", **TOLD)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 4
    assert Notification.objects.count() == 55


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="Django cuts inserts by 999 values on SQLite"
)
def test_a_topic_followed_by_1500_is_one_insert():
    people = User.objects.bulk_create(
        [User(email=f"p{number}@essai.example") for number in range(1500)]
    )

    with CaptureQueriesContext(connection) as captured:
        notify_many(people, "essai.reply", once_key="topic-1", **TOLD)

    inserts = [one for one in captured.captured_queries if one["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert Notification.objects.count() == 1500


# --- Later --------------------------------------------------------------------------------------


def test_old_notifications_go_read_ones_first():
    user = make_person()
    read, unread = timedelta(days=KEEP_READ_DAYS), timedelta(days=KEEP_UNREAD_DAYS)
    minute = timedelta(minutes=1)
    make_notification(user, "a", created_at=NOON - unread, read_at=NOON - read - minute)
    make_notification(user, "b", created_at=NOON - unread - minute)
    make_notification(user, "c", created_at=NOON - unread - minute, read_at=NOON - read + minute)
    make_notification(user, "d", created_at=NOON - unread + minute)

    with at(NOON):
        count = purge_notifications()

    assert count == 2
    assert sorted(Notification.objects.values_list("title", flat=True)) == ["c", "d"]
