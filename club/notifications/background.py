"""Background tasks: running what is queued, again after a failure and after a killed worker.

They are django-tasks' (`@task()`, then `.enqueue(…)`): a row written in the caller's transaction,
run by `manage.py worker`. What a task has to be:
- idempotent: a worker killed after the work and before noting it makes it run once more;
- shorter than half an hour (`heartbeat.LONGEST_STEP_SECONDS`), or it is taken to hang;
- given identifiers, never personal data: its arguments stay in the list for some days.

The attempts of a row are its `worker_ids`: each worker that takes it adds its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from traceback import format_exception
from typing import Any

import structlog
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from club.notifications.delivery import delay_after
from club.notifications.heartbeat import Pulse, living_workers

logger = structlog.get_logger(__name__)

ATTEMPTS = 6  # after 1, 2, 4, 8 and 16 minutes: half an hour in all
KEEP_DONE = timedelta(days=2)
KEEP_FAILED = timedelta(days=30)
KILLED = "club.notifications.background.WorkerKilled"


@dataclass(frozen=True)
class Policy:
    title: str = ""
    attempts: int = ATTEMPTS
    moot: tuple[type[Exception], ...] = ()


_policies: dict[str, Policy] = {}


def declare_task(
    path: str, *, title: str, attempts: int = ATTEMPTS, moot: tuple[type[Exception], ...] = ()
) -> None:
    """Say in `AppConfig.ready()` how a task (« package.module.function ») behaves.

    `title`: in French, for the back office. `attempts`: how often it is tried before it counts as
    failed. `moot`: exceptions that mean that there is nothing left to do, such as an object
    deleted meanwhile; the task then ends well.
    """
    _policies[path] = Policy(title, attempts, moot)


def title_of(row: DBTaskResult) -> str:
    """What a task does, in French; the name of its function when it was not declared."""
    return _policy(row).title or row.task_path.rpartition(".")[2]


def _policy(row: DBTaskResult) -> Policy:
    return _policies.get(row.task_path, Policy())


def _mine(row: DBTaskResult) -> QuerySet[DBTaskResult]:
    """The row as long as the attempt that `row` tells of is the running one."""
    return DBTaskResult.objects.filter(
        pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
    )


def take_next(worker: str) -> DBTaskResult | None:
    """Give the first ready task to `worker`; None when there is none."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # so that idle workers do not lock SQLite's file
        return None
    with exclusive_transaction(ready.db):
        row = ready.get_locked()
        if row is not None:
            row.claim(worker)
    return row


def run_ready(
    pulse: Pulse, *, is_stopping: Callable[[], bool] = lambda: False, limit: int = 20
) -> int:
    """Run ready tasks, one after the other, `limit` at most; how many were run.

    `is_stopping` is asked between two tasks. A task that fails is logged and queued again.
    """
    count = 0
    while count < limit and not is_stopping():
        pulse.mark()
        row = take_next(pulse.name)
        if row is None:
            break
        _run(row)
        count += 1
    pulse.mark()
    return count


def drain() -> int:
    """Run all that is ready, for a command that wants its effects now; how many were run."""
    count = 0
    with Pulse() as pulse:
        while done := run_ready(pulse):
            count += done
        pulse.leave()
    return count


def _run(row: DBTaskResult) -> None:
    try:
        value = _call(row)
    except _policy(row).moot:
        _note_done(row, None)
    except Exception as error:  # whatever it is, this task must not stop the others
        # Without a database this raises too: the worker starts anew under another name, and the
        # row is reaped.
        _note_failure(row, error)
    else:
        _note_done(row, value)


def _call(row: DBTaskResult) -> Any:
    task = row.task
    result: Any = row.task_result  # the package's own subclass, which its types do not know as such
    context = [TaskContext(task_result=result)] if task.takes_context else []
    return normalize_json(task.call(*context, *result.args, **result.kwargs))


def _note_done(row: DBTaskResult, value: Any) -> None:
    _mine(row).update(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=value,
        exception_class_path="",
        traceback="",
    )


def _note_failure(row: DBTaskResult, error: Exception) -> None:
    path = f"{type(error).__module__}.{type(error).__qualname__}"
    _queue_again(row, path, "".join(format_exception(error)))


def _queue_again(row: DBTaskResult, error: str, trace: str) -> bool:
    """After its delay, or never when its attempts are used up; False when another has it."""
    now = timezone.now()
    attempts = len(row.worker_ids)
    is_over = attempts >= _policy(row).attempts
    changed = _mine(row).update(
        status=TaskResultStatus.FAILED if is_over else TaskResultStatus.READY,
        run_after=now + delay_after(attempts),
        finished_at=now if is_over else None,
        exception_class_path=error,
        traceback=trace,
    )
    if changed:
        log = logger.error if is_over else logger.warning
        log("task_failed", task=row.task_path, id=str(row.pk), attempts=attempts, error=error)
    return bool(changed)


def reap() -> int:
    """Queue again what workers without a sign of life had taken; how many tasks."""
    # The tasks first: whoever had taken one had given a sign of life before.
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    living = living_workers() if running else set()
    lost = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in living]
    return sum(
        _queue_again(row, KILLED, f"{row.worker_ids[-1:]} gave no more sign of life.")
        for row in lost
    )


def relaunch(task: DBTaskResult) -> bool:
    """Try a failed task again, from now on, with all its attempts. False when it is not failed."""
    failed = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED)
    return bool(
        failed.update(
            status=TaskResultStatus.READY,
            run_after=timezone.now(),
            worker_ids=[],
            started_at=None,
            finished_at=None,
        )
    )


def purge_results() -> int:
    """Delete tasks that ended well KEEP_DONE ago, and those that failed KEEP_FAILED ago."""
    now = timezone.now()
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED)
    return done.delete()[0] + failed.delete()[0]
