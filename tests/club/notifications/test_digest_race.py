"""Several workers at once: no one gets two digests, and no one is forgotten."""

from collections import Counter
from threading import Barrier

import pytest
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from club.notifications import kinds
from club.notifications.digests import write_due_mails
from club.notifications.kinds import register_kind
from club.notifications.mails import digest_of
from club.notifications.models import Notification, OutboxMail
from club.users.models import User
from tests.club.notifications.factories import make_due, make_person
from tests.pages.writings import real_database

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "essai.reply"
PERSONS = 12
WORKERS = 8


@pytest.fixture(autouse=True)
def _due(monkeypatch, settings):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_kind(KIND, label="Réponses", group="Forum")
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    for number in range(PERSONS):
        make_due(make_person(f"personne{number}"), 5, kind=KIND)


def mails_each() -> list[int]:
    found = Counter(OutboxMail.objects.values_list("recipients", flat=True))
    return sorted(found.values())


def test_workers_at_once_write_one_digest_each(tmp_path):
    with real_database(tmp_path) as run:
        written = run(lambda _n: write_due_mails(), WORKERS)
        [each] = run(lambda _n: mails_each(), 1)
        [left] = run(lambda _n: Notification.objects.filter(mailed_at=None).count(), 1)

    assert (sum(written), each, left) == (PERSONS, [1] * PERSONS, 0)


def test_reading_without_the_lock_would_write_several(tmp_path):
    """The control: the same workers, each reading what is due before any has marked it."""
    barrier = Barrier(WORKERS, timeout=30)
    user = User.objects.get(email="personne0@essai.example")

    def look_then_write(_number: int) -> None:
        due = list(Notification.objects.due(timezone.now()).filter(user=user))
        barrier.wait()
        with transaction.atomic():
            Notification.objects.filter(pk__in=[one.pk for one in due]).update(due_at=None)
            get_connection().send_messages([digest_of(due, user, user.email)])

    with real_database(tmp_path) as run:
        run(look_then_write, WORKERS)
        [each] = run(lambda _n: mails_each(), 1)

    assert each == [WORKERS]
