"""`make race`: many processes ask for the last place at once. Nobody is given a place twice.

    python -m tests.tools.race                                       64 processes × 200 rounds
    python -m tests.tools.race --processes 8 --rounds 20 --here      on DATABASE_URL, as it stands

Each round makes a centre of its own, then all processes start together: the last desk, two desks
for first visits, the last half-hour of a room, an approval, one form sent by all, desks exchanged,
two places given back for which people wait, an offer that ends as it is accepted, a centre that
closes as it is booked, the last unit of a pass.
`overbooked` counts the places given to one too many, `underfilled` those that nobody got while
people were refused, `errors` what was neither a booking nor a refusal, `locked` those of them that
say that the database was. The controls run the same rounds with the constraint dropped, which must
overbook, SQLite in its default mode, which must lock, and on PostgreSQL passes that nobody locks,
which must be overdrawn: or nothing was proven.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tools.contests import CONTESTS, Round, make_people, make_round
from tests.tools.day_contests import WAITERS, judge_day
from tests.tools.env import ROOT, environment, exit_on_signals
from tests.tools.postgres import throwaway_postgres

PROCESSES, ROUNDS = 64, 200
CONTROL_ROUNDS = 3
CONSTRAINT, BALANCE = "slotclaim_once", "grant_left_within_given"
PATIENCE_SECONDS = 120  # for all processes to be ready


@dataclass
class Tally:
    """What came out of some rounds."""

    overbooked: int = 0
    underfilled: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def locked(self) -> int:
        return sum(count for told, count in self.errors.items() if "lock" in told)

    def line(self, name: str) -> str:
        ordered = sorted(self.seconds)
        p99 = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
        return (
            f"{name}: overbooked={self.overbooked} underfilled={self.underfilled} "
            f"errors={sum(self.errors.values())} locked={self.locked} p99={p99:.3f}"
        )


def set_up() -> None:
    """Django, in this process only: the processes of a round are forked from it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path.insert(0, str(ROOT / "site"))
    import django

    django.setup()


def run_process(rank: int, rounds: Any, gate: Any, results: Any) -> None:
    """One process: every contest of each round it is given, until None comes."""
    from django.db import connections

    from club.bookings.refusals import BookingRefused
    from club.passes.refusals import PassRefused

    for connection in connections.all():
        connection.connection = None  # that of the parent, which goes on using it
    while (told := rounds.get()) is not None:
        errors: list[str] = []
        seconds: list[float] = []
        for contest in CONTESTS:
            gate.wait(PATIENCE_SECONDS)
            before = time.monotonic()
            try:
                contest(told, rank)
            except (BookingRefused, PassRefused):
                pass
            except Exception as error:  # whatever it is, it would have been a server error
                errors.append(f"{contest.__name__}: {type(error).__name__}: {error}"[:200])
            seconds.append(time.monotonic() - before)
        results.put((errors, seconds))


def judge(told: Round) -> tuple[int, int]:
    """How many places of a round were given twice, and how many stayed empty."""
    from django.db.models import Count

    from club.bookings.models import Booking, SlotClaim
    from club.passes.models import Entry

    centres = [told.desk.telecentre_id, told.visited.pk]
    claims = SlotClaim.objects.filter(space__telecentre__in=centres)
    twice = claims.values("space", "starts_at").annotate(count=Count("pk")).filter(count__gt=1)
    overbooked = sum(row["count"] - 1 for row in twice)
    standing = Booking.objects.standing().filter(space__telecentre__in=centres)
    # A booking without its rows would be one too many as well.
    overbooked += standing.filter(claims=None).count()
    wanted = {
        "the last desk": (standing.filter(space=told.desk).count(), 2),
        "first visits": (standing.filter(space__telecentre=told.visited).count(), 2),
        "the room": (standing.filter(space=told.room).count(), 1),
        "the approval": (standing.filter(space=told.pending.space, state="approved").count(), 1),
        "the last unit": (Entry.objects.filter(of_pass=told.team, kind="debit").count(), 1),
        "the exchange": (standing.filter(pk__in=[one.pk for one in told.exchanged]).count(), 2),
    }
    overbooked += sum(max(0, found - right) for found, right in wanted.values())
    too_many, missed = judge_day(told.of_day)
    underfilled = sum(max(0, right - found) for found, right in wanted.values())
    return overbooked + too_many, underfilled + missed


def race(processes: int, rounds: int, *, people: list[Any], first: int = 0) -> Tally:
    """Rounds of this many processes on the database of this process."""
    from django.db import connections

    # Nothing of ours may be shared with a child.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(processes)
    queues = [context.Queue() for _ in range(processes)]
    results = context.Queue()
    children = [
        context.Process(target=run_process, args=(rank, queues[rank], gate, results), daemon=True)
        for rank in range(processes)
    ]
    for child in children:
        child.start()
    tally = Tally()
    for number in range(first, first + rounds):
        told = make_round(number, people)
        for queue in queues:
            queue.put(told)
        for _ in children:
            errors, seconds = results.get(timeout=PATIENCE_SECONDS * len(CONTESTS))
            tally.errors.update(errors)
            tally.seconds += seconds
        overbooked, underfilled = judge(told)
        tally.overbooked += overbooked
        tally.underfilled += underfilled
    for queue in queues:
        queue.put(None)
    for child in children:
        child.join(10)
    return tally


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """The guard taken away, then put back on an empty table."""
    from django.db import connection

    from club.bookings.models import SlotClaim

    constraints = SlotClaim._meta.constraints
    constraint = next(one for one in constraints if one.name == CONSTRAINT)
    SlotClaim._meta.constraints = []  # SQLite makes the table anew, as the model says
    with connection.schema_editor() as editor:
        editor.remove_constraint(SlotClaim, constraint)
    try:
        yield
    finally:
        SlotClaim.objects.all().delete()
        SlotClaim._meta.constraints = constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(SlotClaim, constraint)


@contextmanager
def unlocked_passes() -> Iterator[None]:
    """Passes read without their lock, and balances that may go below zero."""
    from django.db import connection

    from club.passes import services
    from club.passes.models import Grant, Pass

    constraint = next(one for one in Grant._meta.constraints if one.name == BALANCE)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Grant, constraint)
    locked = services._lock_passes
    services._lock_passes = lambda keys: list(Pass.objects.filter(pk__in=keys))
    try:
        yield
    finally:
        services._lock_passes = locked
        Grant.objects.filter(left__lt=0).update(left=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(Grant, constraint)


@contextmanager
def deferred() -> Iterator[None]:
    """SQLite as it comes: who reads before writing is refused when another wrote meanwhile."""
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    usual = dict(options)
    options |= {"transaction_mode": "DEFERRED", "timeout": 1}
    try:
        yield
    finally:
        connection.close()
        options |= usual


def warm_up(people: list[Any]) -> None:
    """What a process does once (templates, holidays…) is done before it is forked and measured."""
    from club.bookings.refusals import BookingRefused
    from club.passes.refusals import PassRefused

    told = make_round(-1, people)
    for rank in range(2):
        for contest in CONTESTS:
            with suppress(BookingRefused, PassRefused):
                contest(told, rank)


def run_here(processes: int, rounds: int) -> bool:
    """Race and controls on DATABASE_URL; whether all came out as they must."""
    set_up()
    from django.db import connection

    name = connection.vendor
    people = make_people(processes + WAITERS)
    warm_up(people)
    before = time.monotonic()
    real = race(processes, rounds, people=people)
    print(f"{real.line(name)} ({time.monotonic() - before:.0f} s)", flush=True)
    for told, count in real.errors.most_common(5):
        print(f"  {count} × {told}")
    few = min(rounds, CONTROL_ROUNDS)
    with without_the_constraint():
        control = race(processes, few, people=people, first=rounds)
        print(control.line(f"{name} control, constraint dropped"), flush=True)
    is_proven = control.overbooked > 0
    if name == "sqlite":
        with deferred():
            control = race(processes, few, people=people, first=rounds + few)
        print(control.line(f"{name} control, deferred mode"), flush=True)
        is_proven = is_proven and control.locked > 0
    else:
        with unlocked_passes():
            control = race(processes, few, people=people, first=rounds + few)
        print(control.line(f"{name} control, passes not locked"), flush=True)
        is_proven = is_proven and control.overbooked > 0
    return is_proven and not (real.overbooked or real.underfilled or real.errors)


def run_on(url: str, processes: int, rounds: int) -> int:
    """Migrate a fresh database, then race on it, in processes of their own."""
    env = environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="config.settings.test")
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    numbers = ["--processes", str(processes), "--rounds", str(rounds)]
    here = [sys.executable, "-m", "tests.tools.race", "--here", *numbers]
    return subprocess.run(here, cwd=ROOT, env=env).returncode


def race_everywhere(processes: int = PROCESSES, rounds: int = ROUNDS) -> list[str]:
    """Both engines, each on a database made for it; the names of those that failed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "race.sqlite3"
        failed = ["SQLite"] if run_on(f"sqlite:///{path}", processes, rounds) else []
    with throwaway_postgres() as url:
        return failed + (["PostgreSQL"] if run_on(url, processes, rounds) else [])


def race_problems() -> list[tuple[str, str]]:
    """For `make check-deep`."""
    return [(name, "the numbers above are not what they must be") for name in race_everywhere()]


def main(arguments: list[str]) -> int:
    exit_on_signals()
    parser = argparse.ArgumentParser(description="The last place, asked for by many at once.")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--here", action="store_true", help="on DATABASE_URL, migrated already")
    told = parser.parse_args(arguments)
    if told.here:
        return 0 if run_here(told.processes, told.rounds) else 1
    return 1 if race_everywhere(told.processes, told.rounds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
