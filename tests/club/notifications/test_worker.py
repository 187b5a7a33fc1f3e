"""The worker as a process of its own, and its sign of life."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from club.notifications.heartbeat import FORGET, LATE, beat, is_worker_alive
from club.notifications.models import OutboxMail, WorkerHeartbeat
from tests.club.notifications.factories import make_mail

pytestmark = pytest.mark.django_db


def test_one_pass_sends_beats_and_runs_jobs(smtp, client):
    row = make_mail()
    before = client.get("/readyz").json()["worker"]

    call_command("worker", "--once")

    row.refresh_from_db()
    assert (before, client.get("/readyz").json()["worker"]) == ("none", "ok")
    assert row.state == OutboxMail.State.SENT


def test_an_old_sign_of_life_does_not_count_and_is_forgotten():
    now = timezone.now()
    late = WorkerHeartbeat.objects.create(name="late", seen_at=now - LATE - timedelta(seconds=1))
    WorkerHeartbeat.objects.create(name="gone", seen_at=now - FORGET - timedelta(seconds=1))
    alive = is_worker_alive()

    beat("new")

    assert (alive, is_worker_alive()) == (False, True)
    assert WorkerHeartbeat.objects.filter(name="gone").count() == 0
    assert WorkerHeartbeat.objects.filter(pk=late.pk).count() == 1
