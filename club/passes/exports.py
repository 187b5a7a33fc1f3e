"""Statements as spreadsheets: what the accountant of a host or of a company opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from club.passes.bills import PassBill
from club.passes.hosting import HostStatement
from club.passes.models import Entry
from club.passes.statements import Statement
from club.telecentres.exports import csv_cell

TOGETHER = "Télécentres regroupés"
LINES = (
    "Jour",
    "Fait",
    "Unités",
    "Nature",
    "Compte",
    "Télécentre",
    "Réservation",
    "Pass",
    "Commentaire",
)
BILLS = (
    "Personne",
    "Pass",
    "Demi-journées",
    "Comprises",
    "À payer",
    "Au prix de la demi-journée",
    "Abonnement",
    "Total dû",
)


def statement_csv(statement: Statement, *, with_person: bool = False) -> bytes:
    """The lines of a month, then what they cost."""
    head = ("Personne", *LINES) if with_person else LINES
    rows: list[Sequence[Any]] = [head]
    for line in statement.lines:
        person = (str(line.user) if line.user else "",) if with_person else ()
        rows.append((*person, *_line(line)))
    return _file([*rows, (), BILLS, *(_bill(one) for one in statement.bills)])


def bills_csv(bills: Iterable[PassBill]) -> bytes:
    """What each person owes."""
    return _file([BILLS, *(_bill(one) for one in bills)])


def hosting_csv(statement: HostStatement) -> bytes:
    """Whom a centre hosted, and where its members went, in half-days."""
    rows: list[Sequence[Any]] = [("Sens", "Télécentre", "Demi-journées")]
    for direction, shares, total in (
        ("Accueillies ici", statement.hosted, statement.hosted_units),
        ("Accueillies ailleurs", statement.sent, statement.sent_units),
    ):
        rows += [(direction, share.name or TOGETHER, share.units) for share in shares]
        rows.append((direction, "Total", total))
    return _file(rows)


def _line(line: Entry) -> tuple[Any, ...]:
    return (
        line.on.isoformat(),
        line.get_kind_display(),
        line.units,
        line.get_unit_display(),
        "unités du pass" if line.grant_id else "à payer",
        line.telecentre.name if line.telecentre else "",
        line.reference,
        str(line.of_pass),
        line.comment,
    )


def _bill(one: PassBill) -> tuple[Any, ...]:
    amounts = (one.full, one.subscription, one.due)
    return (
        one.name,
        str(one.of_pass),
        one.used,
        one.covered,
        one.priced,
        *(f"{amount:.2f}".replace(".", ",") for amount in amounts),
    )


def _file(rows: Iterable[Sequence[Any]]) -> bytes:
    """As French spreadsheets open it: a byte order mark, semicolons; no cell is a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()
