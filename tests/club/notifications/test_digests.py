"""The mails that were due later: what they hold, what is left out, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from club.notifications import kinds
from club.notifications.digests import BATCH, write_due_mails
from club.notifications.kinds import register_kind
from club.notifications.mails import LONGEST_DIGEST
from club.notifications.models import Frequency, Notification, OutboxMail
from club.notifications.preferences import set_frequencies, stop_digests
from tests.club.notifications.factories import make_due, make_notification, make_person
from tests.club.notifications.reading import text_of, texts_by_recipient

pytestmark = pytest.mark.django_db
KIND = "essai.reply"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch, smtp):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_kind(KIND, label="Réponses", group="Forum")
    register_kind("essai.news", label="Nouvelles", group="Actualités")
    register_kind("essai.booking", label="Réservations", group="Réservations", is_urgent=True)


def states() -> dict[str, tuple[bool, bool]]:
    """By title: whether a mail is still owed, and whether one was written."""
    return {
        one.title: (one.due_at is not None, one.mailed_at is not None)
        for one in Notification.objects.all()
    }


def test_one_mail_tells_everything_by_group_and_subject():
    user = make_person(public_name="Léa")
    due = {"due_at": timezone.now()}
    topic = {"subject_key": "topic-1", "subject_label": "Covoiturage d’Ydes"}
    make_notification(user, "Jo a répondu", kind=KIND, **topic, **due)
    make_notification(user, "Marché de Noël", kind="essai.news", **due)
    make_notification(user, "Ina a répondu", kind=KIND, **topic, **due)

    assert write_due_mails() == 1

    text = text_of(OutboxMail.objects.get())
    wanted = (
        "Bonjour Léa",
        "ACTUALITÉS",
        "Marché de Noël",
        "FORUM",
        "Covoiturage d’Ydes",
        "Jo a répondu",
        "Ina a répondu",
    )
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert text.count("Covoiturage d’Ydes") == 1
    assert OutboxMail.objects.get().subject == "Votre résumé du jour\u202f: 3 nouvelles"


def test_a_second_pass_writes_nothing():
    make_due(make_person(), 3, kind=KIND)

    assert [write_due_mails(), write_due_mails()] == [1, 0]


def test_daily_and_weekly_are_two_mails_and_what_is_not_due_waits():
    user = make_person()
    make_due(user, 1, kind=KIND)
    make_due(user, 2, kind="essai.news", frequency=Frequency.WEEKLY)
    make_notification(user, "Demain", kind=KIND, due_at=timezone.now() + timedelta(hours=1))

    assert write_due_mails() == 2

    subjects = sorted(OutboxMail.objects.values_list("subject", flat=True))
    assert subjects == [
        "Votre résumé de la semaine\u202f: 2 nouvelles",
        "Votre résumé du jour\u202f: 1 nouvelle",
    ]
    assert states()["Demain"] == (True, False)


def test_what_quiet_hours_held_back_leaves_one_mail_each():
    make_due(make_person(), 2, kind="essai.booking", frequency=Frequency.AT_ONCE)

    assert write_due_mails() == 2
    assert sorted(OutboxMail.objects.values_list("subject", flat=True)) == [
        "Réponse 1",
        "Réponse 2",
    ]


def test_what_was_read_meanwhile_is_not_mailed_but_what_is_promised_is():
    user, now = make_person(), timezone.now()
    make_notification(user, "lue", kind=KIND, due_at=now, read_at=now)
    make_notification(
        user,
        "promise",
        kind="essai.booking",
        frequency=Frequency.AT_ONCE,
        due_at=now,
        read_at=now,
    )

    assert write_due_mails() == 1
    assert states() == {"lue": (False, False), "promise": (False, True)}


def test_what_no_longer_concerns_its_reader_is_not_mailed():
    def still_concerns(rows):
        return [row for row in rows if row.context["is_open"]]

    register_kind(KIND, label="Réponses", group="Forum", still_concerns=still_concerns)
    user, now = make_person(), timezone.now()
    make_notification(user, "ouvert", kind=KIND, due_at=now, context={"is_open": True})
    make_notification(user, "retiré", kind=KIND, due_at=now, context={"is_open": False})

    write_due_mails()

    assert states() == {"ouvert": (False, True), "retiré": (False, False)}
    assert "retiré" not in text_of(OutboxMail.objects.get())


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_verified": False}])
def test_who_cannot_be_written_to_any_more_is_not(fields):
    make_due(make_person(**fields), 2, kind=KIND)

    assert write_due_mails() == 0
    assert set(states().values()) == {(False, False)}


def test_a_kind_of_former_days_is_forgotten():
    make_due(make_person(), kind="essai.former")

    assert write_due_mails() == 0
    assert set(states().values()) == {(False, False)}


def test_each_gets_their_own_only():
    first, second = make_person("a"), make_person("b")
    make_notification(first, "Pour le premier", kind=KIND, due_at=timezone.now())
    make_notification(second, "Pour la seconde", kind=KIND, due_at=timezone.now())

    write_due_mails()

    texts = texts_by_recipient()
    told = {
        to: ("Pour le premier" in text, "Pour la seconde" in text) for to, text in texts.items()
    }
    assert told == {"a@essai.example": (True, False), "b@essai.example": (False, True)}


def test_a_change_of_mind_moves_what_waits():
    user = make_person()
    make_due(user, 1, kind=KIND)
    make_due(user, 1, kind="essai.news")
    set_frequencies(user, {KIND: Frequency.WEEKLY, "essai.news": Frequency.NEVER})

    assert write_due_mails() == 0

    rows = {one.kind: one for one in Notification.objects.all()}
    assert rows["essai.news"].due_at is None
    assert rows[KIND].frequency == Frequency.WEEKLY
    assert rows[KIND].due_at > timezone.now()


def test_no_digest_leaves_after_one_asked_for_none():
    user = make_person()
    make_due(user, 2, kind=KIND)
    stop_digests(user)

    assert write_due_mails() == 0


def test_a_long_digest_says_how_much_it_leaves_out():
    make_due(make_person(), LONGEST_DIGEST + 2, kind=KIND)

    write_due_mails()

    text = text_of(OutboxMail.objects.get())
    assert text.count("- Réponse") == LONGEST_DIGEST
    assert "Et 2 autres." in text
    assert set(states().values()) == {(False, True)}


# --- Mishaps ------------------------------------------------------------------------------------


def test_a_mail_that_cannot_be_drawn_stops_no_other_and_comes_back(caplog):
    broken, good = make_person("a"), make_person("b")
    make_due(broken, kind="essai.booking", frequency=Frequency.AT_ONCE, template="essai/absent")
    make_due(good, kind=KIND)

    assert write_due_mails() == 1

    assert list(OutboxMail.objects.values_list("recipients", flat=True)) == [good.email]
    waiting = Notification.objects.get(user=broken)
    assert waiting.due_at > timezone.now() + timedelta(minutes=55)
    assert waiting.mailed_at is None


def test_an_app_that_cannot_tell_stops_no_other(caplog):
    def fail(rows):
        raise ValueError("absent")

    register_kind(KIND, label="Réponses", group="Forum", still_concerns=fail)
    user = make_person()
    make_due(user, kind=KIND)
    make_due(user, kind="essai.news")

    assert write_due_mails() == 1
    assert Notification.objects.get(kind=KIND).due_at > timezone.now()


def test_killed_in_the_middle_nothing_is_lost_and_nothing_is_doubled(settings):
    make_due(make_person(), 3, kind=KIND)
    settings.EMAIL_BACKEND = "tests.club.notifications.reading.DyingBackend"

    with pytest.raises(KeyboardInterrupt):
        write_due_mails()
    after = (OutboxMail.objects.count(), set(states().values()))
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"

    assert after == (0, {(True, False)})
    assert [write_due_mails(), write_due_mails()] == [1, 0]


# --- What it costs ------------------------------------------------------------------------------


def queries_for(persons: int, each: int) -> int:
    for number in range(persons):
        make_due(make_person(f"p{persons}-{number}"), each, kind=KIND)
    with CaptureQueriesContext(connection) as captured:
        assert write_due_mails() == persons
    return len(captured)


def test_a_batch_costs_the_same_for_few_and_for_many():
    assert queries_for(3, 1) == queries_for(BATCH - 1, 4) <= 10


def test_a_thousand_notifications_leave_in_one_pass_without_a_query_a_row():
    one_batch = queries_for(2, 1)
    persons = 2 * BATCH

    assert queries_for(persons, 1000 // persons) <= 2 * one_batch + 1
    assert Notification.objects.filter(mailed_at=None).count() == 0


def test_nothing_due_is_one_query(django_assert_num_queries):
    make_notification(make_person(), due_at=timezone.now() + timedelta(hours=1))

    with django_assert_num_queries(1):
        write_due_mails()
