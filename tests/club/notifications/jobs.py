"""Background tasks for the tests; a worker in another process imports them too."""

import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django_tasks import TaskContext, task

HERE = "tests.club.notifications.jobs"


def _write(path: str, word: str) -> None:
    with open(path, "a") as log:
        log.write(f"{word}\n")


@task()
def note(path: str, word: str) -> str:
    _write(path, word)
    return word


@task()
def fail() -> None:
    raise ValueError("raté")


@task()
def find_nothing() -> None:
    raise ObjectDoesNotExist


@task()
def answer_nonsense() -> Any:
    return object()


@task(takes_context=True)
def count_attempts(context: TaskContext) -> int:
    return context.attempt


@task()
def hang_the_first_time(path: str) -> None:
    is_first = not Path(path).exists()
    _write(path, "start")
    if is_first:
        time.sleep(120)


@task()
def take_a_while(path: str) -> None:
    _write(path, "start")
    time.sleep(1.5)
    _write(path, "end")
