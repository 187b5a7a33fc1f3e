"""Jobs that come back, declared in code by the apps; each runs on one worker at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from django.db.models import Q
from django.utils import timezone

from club.notifications.models import PeriodicJob

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=30)
RETRY = timedelta(minutes=5)


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[], object]
    every: timedelta
    hour: int | None  # local hour at which a daily job begins; None: as soon as due

    def next_after(self, now: datetime) -> datetime:
        """The next instant at which it is due, strictly after `now` (right across DST)."""
        if self.hour is None:
            return now + self.every
        local = timezone.localtime(now)
        day = local.date()
        while True:
            due = timezone.make_aware(datetime.combine(day, time(self.hour)))
            if due > now:
                return due
            day += timedelta(days=1)


_jobs: dict[str, Job] = {}


def register_job(
    name: str, run: Callable[[], object], *, every: timedelta, hour: int | None = None
) -> None:
    """Declare a job in `AppConfig.ready()`. `run` takes nothing and must be idempotent.

    `hour`: local hour (0 to 23) of a daily job; `every` is then a day. Declaring a name again
    replaces it. Raises ValueError for an hour with another period than a day.
    """
    if hour is not None and every != timedelta(days=1):
        raise ValueError("Only a daily job begins at an hour.")
    _jobs[name] = Job(name, run, every, hour)


def registered() -> list[Job]:
    """Every declared job, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def run_due_jobs() -> list[str]:
    """Run the jobs that are due and that no other worker has; the names of those that ended well.

    A job that fails is logged and tried again after RETRY; the others go on.
    """
    return [job.name for job in registered() if _run_if_due(job)]


def _run_if_due(job: Job) -> bool:
    now = timezone.now()
    first = now if job.hour is None else job.next_after(now)
    PeriodicJob.objects.get_or_create(name=job.name, defaults={"due_at": first})
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    lease = now + LEASE
    due = PeriodicJob.objects.filter(free, name=job.name, due_at__lte=now)
    if not due.update(leased_until=lease):
        return False
    mine = PeriodicJob.objects.filter(name=job.name, leased_until=lease)
    try:
        job.run()
    except Exception as error:
        logger.exception("job_failed", job=job.name)
        told = f"{type(error).__name__}: {error}"[:300]
        mine.update(due_at=timezone.now() + RETRY, leased_until=None, last_error=told)
        return False
    ended = timezone.now()
    mine.update(due_at=job.next_after(ended), leased_until=None, last_run_at=ended, last_error="")
    return True
