"""Jobs that come back: when, how often, and on one worker only."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from club.notifications import periodic
from club.notifications.models import PeriodicJob

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def runs(monkeypatch) -> list[str]:
    """Only the jobs of the test are declared; the list tells what ran."""
    monkeypatch.setattr(periodic, "_jobs", {})
    return []


def at(instant: datetime):
    return time_machine.travel(instant, tick=False)


def test_a_job_runs_once_a_period(runs):
    periodic.register_job("hourly", lambda: runs.append("x"), every=timedelta(hours=1))

    for minutes in (0, 1, 59, 60, 61):
        with at(NOON + timedelta(minutes=minutes)):
            periodic.run_due_jobs()

    assert runs == ["x", "x"]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2027, 1, 15, 1, 59, tzinfo=UTC), datetime(2027, 1, 15, 2, tzinfo=UTC)),
        (datetime(2027, 1, 15, 2, 0, tzinfo=UTC), datetime(2027, 1, 16, 2, tzinfo=UTC)),
        # Summer time begins on 28 March and ends on 31 October.
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 2, tzinfo=UTC)),
        (datetime(2027, 12, 31, 12, tzinfo=UTC), datetime(2028, 1, 1, 2, tzinfo=UTC)),
        (datetime(2028, 2, 28, 12, tzinfo=UTC), datetime(2028, 2, 29, 2, tzinfo=UTC)),
    ],
)
def test_a_nightly_job_is_due_at_its_local_hour(now, due):
    job = periodic.Job("nightly", list, timedelta(days=1), 3)

    assert job.next_after(now) == due


def test_a_nightly_job_does_not_run_at_the_first_start(runs):
    periodic.register_job("nightly", lambda: runs.append("x"), every=timedelta(days=1), hour=3)

    for hours in (0, 13, 15, 15.1, 24, 39):
        with at(NOON + timedelta(hours=hours)):
            periodic.run_due_jobs()

    assert runs == ["x", "x"]


def test_a_job_that_fails_is_noted_tried_again_and_stops_no_other(runs):
    def fail() -> None:
        raise ValueError("absent")

    periodic.register_job("a", fail, every=timedelta(hours=1))
    periodic.register_job("b", lambda: runs.append("b"), every=timedelta(hours=1))

    with at(NOON):
        done = periodic.run_due_jobs()

    row = PeriodicJob.objects.get(name="a")
    assert (done, runs) == (["b"], ["b"])
    assert row.last_error == "ValueError: absent"
    assert row.due_at == NOON + periodic.RETRY


def test_a_job_on_another_worker_waits_for_its_lease(runs):
    periodic.register_job("hourly", lambda: runs.append("x"), every=timedelta(hours=1))
    PeriodicJob.objects.create(name="hourly", due_at=NOON, leased_until=NOON + periodic.LEASE)

    with at(NOON + timedelta(minutes=1)):
        periodic.run_due_jobs()
    during = list(runs)
    with at(NOON + periodic.LEASE + timedelta(minutes=1)):
        periodic.run_due_jobs()

    assert (during, runs) == ([], ["x"])


def test_an_hour_needs_a_day(runs):
    with pytest.raises(ValueError, match="daily"):
        periodic.register_job("odd", list, every=timedelta(hours=1), hour=3)


def test_the_jobs_of_the_site_are_declared():
    assert {
        "forget_used_links",
        "purge_expired",
        "purge_notifications",
        "purge_outbox",
        "write_due_mails",
    } <= {job.name for job in periodic.registered()}
