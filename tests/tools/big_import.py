"""A file of 50 000 independents, half of them wrong, through the tasks of the worker, on SQLite.

    python -m tests.tools.big_import                50 000 lines, in a database of its own
    python -m tests.tools.big_import --here 2000    on DATABASE_URL, as it stands

Every good line goes in once, every wrong one comes back with its reason in French, the progress
moves, and the same file again changes nothing. Prints the seconds and the peak memory of the
process, which must stay that of a worker.
"""

from __future__ import annotations

import csv
import io
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.tools.env import ROOT, environment

LINES = 50_000
MOST_MEGABYTES = 300  # of a worker: QUALITY, part 5
MOST_SECONDS = 300  # of one import, check included; a quiet machine takes far less
HEADING = ("Nom", "Courriel", "Activité", "SIRET", "Commune")
SIRET, WRONG_SIRET = "73282932000074", "73282932000075"
# What may be wrong on a line, number `n`, and how its reason begins.
WRONG = (
    (lambda n: ("", f"faux{n}@essai.example", "", "", ""), "Nom\u202f: Donnez un nom."),
    (lambda n: (f"Faux {n}", f"faux{n}", "", "", ""), "courriel\u202f: "),
    (lambda n: (f"Faux {n}", f"faux{n}@essai.example", "", WRONG_SIRET, ""), "SIRET\u202f: "),
    (lambda n: (f"Faux {n}", f"f{n}@essai.example", "", "", "Atlantide"), "commune\u202f: «"),
    (lambda n: (f"Faux {n}", f"BON{n}@essai.example", "", "", ""), "courriel\u202f: Cette adresse"),
)


def content_of(lines: int) -> bytes:
    """A good line then a wrong one, and so on."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADING)
    for n in range(lines // 2):
        writer.writerow((f"Léa {n}", f"bon{n}@essai.example", "Paie", SIRET, ""))
        writer.writerow(WRONG[n % len(WRONG)][0](n))
    return out.getvalue().encode()


def import_once(content: bytes, by: object) -> tuple[object, str, set[int]]:
    """Send, check and confirm a file: its row, its refused lines, the progress that was seen."""
    from django.db import connection

    from club.members.independents_imports import confirm_import, send_file
    from club.members.models import IndependentsImport
    from club.notifications.background import drain

    row = send_file(
        io.BytesIO(content),
        name="liste.csv",
        by=by,  # type: ignore[arg-type]
        source="un essai",
        telecentre=None,
    )
    drain()
    row.refresh_from_db()
    confirm_import(row)
    seen: set[int] = set()
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            seen.update(
                IndependentsImport.objects.filter(pk=row.pk).values_list("done_count", flat=True)
            )
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        drain()
    finally:
        is_over.set()
        watcher.join()
    row.refresh_from_db()
    return row, row.refused, seen


def problems_here(lines: int) -> list[str]:
    """What goes wrong on the database of this process, which must be migrated."""
    from django.test import override_settings

    queue = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with override_settings(TASKS=queue):
        return _problems(lines)


def _problems(lines: int) -> list[str]:
    from club.members.models import Invitation
    from club.users.models import User

    by = User.objects.create(email="import@essai.example", is_superuser=True)
    content, half = content_of(lines), lines // 2
    problems = []
    for name, made, known in (("first", half, 0), ("again", 0, half)):
        began = time.monotonic()
        row, refused, seen = import_once(content, by)
        seconds = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"  {name:<6} lines={lines} seconds={seconds:.1f} peak={peak} MB "
            f"progress={len(seen)} steps",
            flush=True,
        )
        counts = {"created": made, "updated": 0, "unchanged": known, "skipped": 0, "wrong": half}
        found = (row.state, row.done_count, row.counts)  # type: ignore[attr-defined]
        if found != ("done", lines, counts):
            problems.append(f"{name}: {found} instead of {counts}")
        if Invitation.objects.count() != half:
            problems.append(f"{name}: {Invitation.objects.count()} people instead of {half}")
        problems += [f"{name}: {what}" for what in refused_problems(refused, half)]
        if not any(0 < count < lines for count in seen):
            problems.append(f"{name}: the progress did not move")
        if seconds > MOST_SECONDS:
            problems.append(f"{name}: {seconds:.0f} s > {MOST_SECONDS}")
        if peak > MOST_MEGABYTES:
            problems.append(f"{name}: {peak} MB > {MOST_MEGABYTES}")
    return problems


def refused_problems(refused: str, count: int) -> list[str]:
    """The refused lines that are missing, or whose reason is not the one expected."""
    rows = list(csv.DictReader(io.StringIO(refused), delimiter=";"))
    found = [] if len(rows) == count else [f"{len(rows)} refused lines instead of {count}"]
    for n, row in enumerate(rows):
        reason = WRONG[n % len(WRONG)][1]
        # The first line is the heading, and a good one comes before each wrong one.
        if row["Ligne"] != str(2 * n + 3) or not row["Raison"].lower().startswith(reason.lower()):
            return [*found, f"line {row['Ligne']}: {row['Raison']!r}, not {reason!r}"]
    return found


def import_problems(lines: int = LINES) -> list[tuple[str, str]]:
    """For `make check-deep`: where, what."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(
            DATABASE_URL=f"sqlite:///{Path(folder) / 'import.sqlite3'}",
            DJANGO_SETTINGS_MODULE="config.settings.test",
        )
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env=env, check=True)
        here = [sys.executable, "-m", "tests.tools.big_import", "--here", str(lines)]
        done = subprocess.run(here, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="", flush=True)
    told = [line[2:] for line in done.stdout.splitlines() if line.startswith("! ")]
    if done.returncode and not told:
        told = [f"ended with {done.returncode}"]
    return [(f"{lines} lines", what) for what in told]


def main(arguments: list[str]) -> int:
    if arguments[:1] != ["--here"]:
        return 1 if import_problems() else 0
    import django

    django.setup()
    problems = problems_here(int(arguments[1]))
    for what in problems:
        print(f"! {what}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
