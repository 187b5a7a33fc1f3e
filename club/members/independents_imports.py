"""Importing a file in two steps: it is checked, then this same file is imported once confirmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import astuple
from typing import IO

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from club.members.import_files import NOTHING, State
from club.members.independents import (
    LABELS,
    MAX_BYTES,
    ImportReport,
    Scope,
    UnreadableFile,
    import_independents,
    read_rows,
)
from club.members.models import IndependentsImport
from club.notifications.background import declare_task
from club.telecentres.exports import csv_cell
from club.telecentres.models import Telecentre
from club.telecentres.perms import manages_network, telecentres_of
from club.users.models import User

INLINE_BYTES = 64 * 1024  # of a file read while the person waits
INLINE_ROWS = 200
SHOWN_LINES = 200  # of the file, with what becomes of each
SHOWN_ERRORS = 200

Rows = list[dict[str, str]]


def declare_tasks() -> None:
    """Say what they are called in the back office."""
    here = "club.members.independents_imports"
    declare_task(f"{here}.check_file", title="Vérifier un fichier d’indépendants")
    declare_task(f"{here}.import_file", title="Importer un fichier d’indépendants")


@transaction.atomic
def send_file(
    file: IO[bytes], *, name: str, by: User, source: str, telecentre: Telecentre | None
) -> IndependentsImport:
    """Keep a file for an hour and check it: at once when it is small, else in the background.

    `source`: where the list comes from. `telecentre`: of those whose line names none. Raises
    UnreadableFile when it is too large.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableFile("Ce fichier pèse plus de 10 Mo.")
    row = IndependentsImport.objects.create(
        by=by, source=source, telecentre=telecentre, file_name=name[:200], content=content
    )
    if len(content) <= INLINE_BYTES:
        check_file.call(row.pk)
        row.refresh_from_db()
    else:
        check_file.enqueue(row.pk)
    return row


def confirm_import(row: IndependentsImport) -> bool:
    """Import the file that was checked; False when there is none to import any more.

    Confirming twice imports once.
    """
    with transaction.atomic():
        checked = IndependentsImport.objects.filter(pk=row.pk, state=State.CHECKED)
        is_first = bool(checked.update(state=State.IMPORTING, done_count=0))
        if is_first and row.total > INLINE_ROWS:
            import_file.enqueue(row.pk)
    if is_first and row.total <= INLINE_ROWS:
        import_file.call(row.pk)
    row.refresh_from_db()
    return row.state in (State.IMPORTING, State.DONE)


@task()
def check_file(pk: int) -> None:
    """Read a file and try it; nothing of it is recorded."""
    row = IndependentsImport.objects.filter(pk=pk, state=State.CHECKING).first()
    if row is None or row.content is None:
        return
    try:
        rows = _rows_of(row)
    except UnreadableFile as error:
        _end(row, State.UNREADABLE, problem=str(error)[:200])
        return
    report = import_independents(rows, by=row.by, dry_run=True, scope=_scope_of(row))
    IndependentsImport.objects.filter(pk=pk, state=State.CHECKING).update(
        state=State.CHECKED,
        total=len(rows),
        preview=_preview(rows, report),
        refused=_refused(rows, report),
        **_told(report),
    )


@task()
def import_file(pk: int) -> None:
    """Record the people of a confirmed file, then drop it."""
    row = IndependentsImport.objects.filter(pk=pk, state=State.IMPORTING).first()
    if row is None or row.content is None:
        return

    def tell(count: int) -> None:
        IndependentsImport.objects.filter(pk=pk).update(done_count=count)

    rows = _rows_of(row)
    report = import_independents(rows, by=row.by, scope=_scope_of(row), tell=tell)
    _end(row, State.DONE, refused=_refused(rows, report), **_told(report))


def _end(row: IndependentsImport, state: str, **fields: object) -> None:
    standing = IndependentsImport.objects.filter(pk=row.pk, state=row.state)
    standing.update(**{**NOTHING, "state": state, "finished_at": timezone.now(), **fields})


def _rows_of(row: IndependentsImport) -> Rows:
    return read_rows(io.BytesIO(bytes(row.content or b"")), name=row.file_name)


def _scope_of(row: IndependentsImport) -> Scope:
    """Read again at each step: who is no longer the animateur of a centre records nobody there."""
    own = None
    if not manages_network(row.by):
        own = frozenset(telecentres_of(row.by).values_list("pk", flat=True))
    centre = row.telecentre
    if own is not None and (centre is None or centre.pk not in own):
        centre = None
    return Scope(source=row.source, telecentre=centre, own=own)


def _told(report: ImportReport) -> dict[str, object]:
    wrong = {error.line for error in report.errors}
    return {
        "counts": {
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "skipped": report.skipped,
            "wrong": len(wrong),
        },
        "errors": [list(astuple(error)) for error in report.errors[:SHOWN_ERRORS]],
    }


def _preview(rows: Rows, report: ImportReport) -> list[list[object]]:
    """The first lines: number, name, address, what becomes of them."""
    return [
        [line, row.get("name", "")[:80], row.get("email", "")[:120], report.outcomes[line]]
        for line, row in enumerate(rows, start=2)
        if line in report.outcomes
    ][:SHOWN_LINES]


def _refused(rows: Rows, report: ImportReport) -> str:
    """The wrong lines with their reasons, as a CSV file that can be mended and sent again."""
    reasons: dict[int, list[str]] = {}
    for error in report.errors:
        reasons.setdefault(error.line, []).append(f"{error.column}\u202f: {error.message}")
    if not reasons:
        return ""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*(label.capitalize() for label in LABELS.values()), "Ligne", "Raison"])
    for line, told in reasons.items():
        row: Mapping[str, str] = rows[line - 2]
        cells = [csv_cell(row.get(name, "")) for name in LABELS]
        writer.writerow([*cells, line, csv_cell(" ".join(told))])
    return out.getvalue()
