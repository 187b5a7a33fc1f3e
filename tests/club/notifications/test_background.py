"""The queue of background tasks: once each, again after a failure, given up in the end."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from club.notifications import background, heartbeat
from club.notifications.background import ATTEMPTS, declare_task, purge_results, reap, relaunch
from club.notifications.heartbeat import LATE, LONGEST_STEP_SECONDS, Pulse, beat
from club.notifications.models import WorkerHeartbeat
from tests.club.notifications import jobs
from tests.club.notifications.factories import make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    monkeypatch.setattr(background, "_policies", {})


def the_task() -> DBTaskResult:
    return DBTaskResult.objects.get()


def running(worker: str, **fields):
    """A task that `worker` took."""
    return make_task(
        f"{jobs.HERE}.fail",
        args_kwargs={"args": [], "kwargs": {}},
        status="RUNNING",
        started_at=timezone.now(),
        worker_ids=[worker],
        **fields,
    )


def test_a_queued_task_runs_once_and_not_before_its_worker(pulse, tmp_path):
    log = tmp_path / "log"
    result = jobs.note.enqueue(str(log), "bonjour")
    before = log.exists()

    counts = [background.run_ready(pulse), background.run_ready(pulse)]

    assert (before, counts) == (False, [1, 0])
    assert log.read_text() == "bonjour\n"
    result = jobs.note.get_result(result.id)
    assert (result.status, result.return_value) == ("SUCCESSFUL", "bonjour")
    assert result.worker_ids == [pulse.name]


def test_work_rolled_back_takes_its_task_along():
    with transaction.atomic():
        jobs.fail.enqueue()
        transaction.set_rollback(True)

    assert not DBTaskResult.objects.exists()


def test_a_failing_task_waits_longer_and_longer_then_is_abandoned(pulse):
    jobs.fail.enqueue()
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        DBTaskResult.objects.update(run_after=NOON)
        for _ in range(ATTEMPTS):
            background.run_ready(pulse)
            row = the_task()
            waits.append((row.status, (row.run_after - timezone.now()).total_seconds() / 60))
            clock.move_to(row.run_after)
        left = background.run_ready(pulse)

    assert [minutes for _, minutes in waits[:-1]] == [1, 2, 4, 8, 16]
    assert [status for status, _ in waits] == ["READY"] * (ATTEMPTS - 1) + ["FAILED"]
    assert left == 0
    assert the_task().exception_class_path == "builtins.ValueError"
    assert the_task().traceback.strip().endswith("ValueError: raté")


def test_a_task_may_ask_for_fewer_attempts(pulse):
    declare_task(f"{jobs.HERE}.fail", title="Essai", attempts=1)
    jobs.fail.enqueue()

    background.run_ready(pulse)

    assert the_task().status == "FAILED"


def test_a_task_that_succeeds_in_the_end_keeps_no_error(pulse):
    jobs.count_attempts.enqueue()
    DBTaskResult.objects.update(worker_ids=["other"], traceback="x", exception_class_path="x")

    background.run_ready(pulse)

    row = the_task()
    assert (row.status, row.return_value) == ("SUCCESSFUL", 2)
    assert (row.traceback, row.exception_class_path) == ("", "")


def test_a_task_with_nothing_left_to_do_ends_well(pulse):
    declare_task(f"{jobs.HERE}.find_nothing", title="Essai", moot=(ObjectDoesNotExist,))
    jobs.find_nothing.enqueue()

    background.run_ready(pulse)

    assert the_task().status == "SUCCESSFUL"


@pytest.mark.parametrize("path", ["tests.nowhere.task", f"{jobs.HERE}.HERE", "nothing"])
def test_a_function_that_is_gone_is_a_failure_like_another(pulse, path):
    make_task(path)

    background.run_ready(pulse)

    assert (the_task().status, len(the_task().worker_ids)) == ("READY", 1)


def test_an_answer_that_cannot_be_kept_is_a_failure(pulse):
    jobs.answer_nonsense.enqueue()

    background.run_ready(pulse)

    assert the_task().exception_class_path == "builtins.TypeError"


def test_a_failure_stops_no_other_task(pulse, tmp_path):
    jobs.fail.enqueue()
    jobs.note.enqueue(str(tmp_path / "log"), "après")

    background.run_ready(pulse)

    assert (tmp_path / "log").read_text() == "après\n"


def test_a_worker_told_to_stop_takes_no_other_task(pulse):
    jobs.fail.enqueue()

    count = background.run_ready(pulse, is_stopping=lambda: True)

    assert (count, the_task().status) == (0, "READY")


def test_the_tasks_of_the_dead_run_again_and_those_of_the_living_are_left_alone():
    beat("alive")
    theirs, lost = running("alive"), running("dead")

    count = reap()

    theirs.refresh_from_db()
    lost.refresh_from_db()
    assert (count, theirs.status, lost.status) == (1, "RUNNING", "READY")
    assert lost.exception_class_path == background.KILLED
    assert lost.run_after > timezone.now()


def test_a_late_sign_of_life_is_none():
    WorkerHeartbeat.objects.create(name="late", seen_at=timezone.now() - LATE)
    running("late")

    assert reap() == 1


def test_a_task_that_kills_its_workers_is_abandoned():
    declare_task(f"{jobs.HERE}.fail", title="Essai", attempts=1)
    row = running("dead")

    reap()

    row.refresh_from_db()
    assert (row.status, row.finished_at is None) == ("FAILED", False)


def test_a_worker_taken_for_dead_does_not_overwrite_what_another_did():
    row = running("slow")
    reap()
    DBTaskResult.objects.update(status="SUCCESSFUL")

    background._note_failure(row, ValueError("too late"))
    background._note_done(row, "too late")

    assert (the_task().status, the_task().return_value) == ("SUCCESSFUL", None)


def test_a_step_that_hangs_gives_no_sign_of_life(monkeypatch):
    pulse = Pulse()
    pulse.sign()
    alive = set(heartbeat.living_workers())
    WorkerHeartbeat.objects.all().delete()
    monkeypatch.setattr(pulse, "_marked_at", pulse._marked_at - LONGEST_STEP_SECONDS - 1)

    pulse.sign()

    assert (alive, heartbeat.living_workers()) == ({pulse.name}, set())


def test_draining_the_queue_is_no_worker_that_stays(tmp_path):
    jobs.note.enqueue(str(tmp_path / "log"), "un")
    jobs.note.enqueue(str(tmp_path / "log"), "deux")

    count = background.drain()

    assert (count, heartbeat.is_worker_alive()) == (2, False)


def test_two_starts_of_one_process_have_two_names():
    assert Pulse().name != Pulse().name


def test_only_a_failed_task_is_relaunched(pulse):
    failed = make_task(status="FAILED", worker_ids=["a"] * ATTEMPTS, finished_at=NOON)
    done = make_task(status="SUCCESSFUL")

    answers = [relaunch(failed), relaunch(failed), relaunch(done)]

    failed.refresh_from_db()
    assert answers == [True, False, False]
    assert (failed.status, failed.worker_ids, failed.finished_at) == ("READY", [], None)


def test_results_go_after_their_time_and_what_waits_stays():
    now = timezone.now()
    old = now - background.KEEP_DONE - timedelta(minutes=1)
    older = now - background.KEEP_FAILED - timedelta(minutes=1)
    make_task(status="SUCCESSFUL", finished_at=old)
    make_task(status="FAILED", finished_at=older)
    kept = {
        make_task(status="SUCCESSFUL", finished_at=old + timedelta(minutes=2)).pk,
        make_task(status="FAILED", finished_at=old).pk,
        make_task(run_after=older).pk,
    }

    count = purge_results()

    assert count == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept


@pytest.mark.parametrize("waiting", [0, 3])
def test_an_idle_worker_costs_one_query(pulse, django_assert_num_queries, waiting):
    for _ in range(waiting):
        make_task(run_after=timezone.now() + timedelta(hours=1))

    with django_assert_num_queries(1):
        background.run_ready(pulse)
