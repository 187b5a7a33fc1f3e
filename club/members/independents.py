"""Importing the independents that the network knows of, from a CSV or XLSX file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from club.members.invitations import email_hash
from club.members.models import Invitation, Member
from club.members.siret import clean_siret
from club.telecentres.exports import readable_text
from club.telecentres.models import Commune, Telecentre
from club.telecentres.text import fold
from club.users.models import INVISIBLE, User

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024  # bytes of a workbook once unzipped
MAX_ROWS = 50_000
BATCH = 500  # rows written in one transaction: the others need not wait for the whole file
# What openpyxl lets through, with what lies below it, for a file that is damaged or contrived.
BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,  # of XML
    RuntimeError,  # a password
    EOFError,
    OSError,
)
# Heading, without accents → field.
HEADINGS = {
    "nom": "name",
    "email": "email",
    "e-mail": "email",
    "courriel": "email",
    "mail": "email",
    "adresse electronique": "email",
    "activite": "activity",
    "metier": "activity",
    "entreprise": "company",
    "siret": "siret",
    "commune": "commune",
    "telecentre": "telecentre",
}
LABELS = {
    "name": "nom",
    "email": "courriel",
    "activity": "activité",
    "company": "entreprise",
    "siret": "SIRET",
    "commune": "commune",
    "telecentre": "télécentre",
}
State = Invitation.State
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


class UnreadableFile(Exception):
    """The file is no table of independents; the argument says why in French."""


@dataclass(frozen=True)
class LineError:
    """What is wrong on a line (the headings are line 1); `column` is empty for the whole line."""

    line: int
    column: str
    message: str


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"  # nothing new in it, or kept by another centre
    MEMBER = "member"
    REFUSED = "refused"  # who asked not to be known, or never answered
    WRONG = "wrong"


@dataclass
class ImportReport:
    """How many rows were, or would be, made and changed; those left as they were; the errors."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0  # members already, or people who refused
    errors: list[LineError] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Scope:
    """For whom a file is imported.

    `source`: where the list comes from, in French, which people are told. `telecentre`: of those
    whose line names none. `own`: the centres whose people this account may record, None for all.
    """

    source: str = ""
    telecentre: Telecentre | None = None
    own: frozenset[int] | None = None

    def may_record(self, telecentre: Telecentre | None) -> bool:
        return self.own is None or (telecentre is not None and telecentre.pk in self.own)


NETWORK = Scope()


def read_rows(file: IO[bytes], *, name: str) -> list[dict[str, str]]:
    """The rows of a file, by field. Raises UnreadableFile."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableFile("Ce fichier pèse plus de 10 Mo.")
    lines = _workbook(content) if name.lower().endswith(".xlsx") else _csv(content)
    table = [[_read(cell) for cell in line] for line in lines]
    if not table or not any(table[0]):
        raise UnreadableFile("Ce fichier est vide.")
    if len(table) > MAX_ROWS + 1:
        raise UnreadableFile("Ce fichier compte plus de 50\u202f000 lignes.")
    fields = [HEADINGS.get(fold(heading), "") for heading in table[0]]
    if "email" not in fields or "name" not in fields:
        raise UnreadableFile("La première ligne doit nommer les colonnes, dont Nom et Courriel.")
    return [
        {key: cell for key, cell in zip(fields, line, strict=False) if key} for line in table[1:]
    ]


def _read(cell: str) -> str:
    """Without what nobody sees, which copied lists carry: the same address must be the same."""
    return _INVISIBLE.sub("", readable_text(cell)).strip()


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel writes
    if "\x00" in text:
        raise UnreadableFile("Ce fichier n’est ni un CSV ni un classeur XLSX.")
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFile("Ce fichier CSV est mal formé.") from error


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile("Ce classeur est trop volumineux.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2)
        ]
    except BROKEN as error:
        raise UnreadableFile("Ce fichier n’est pas un classeur XLSX lisible.") from error


def import_independents(
    rows: Iterable[Mapping[str, str]],
    *,
    by: User,
    dry_run: bool = False,
    scope: Scope = NETWORK,
    tell: Callable[[int], None] | None = None,
) -> ImportReport:
    """Record the people of these rows as identified; the same file again changes nothing.

    A line with an error is told and left out, the others go in. Who refused is not recorded again,
    who is a member neither. `dry_run` writes nothing and reports the same. `tell` is given the
    number of rows done, after each batch, which is a transaction of its own: a run that was cut
    short is simply run again.
    """
    told = list(rows)
    report = ImportReport()
    seen: dict[str, int] = {}  # address → line
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        with transaction.atomic():
            _import_batch(batch, start + 2, seen, report, by=by, dry_run=dry_run, scope=scope)
        if tell is not None:
            tell(start + len(batch))
    return report


def _import_batch(
    rows: list[Mapping[str, str]],
    first_line: int,
    seen: dict[str, int],
    report: ImportReport,
    *,
    by: User,
    dry_run: bool,
    scope: Scope,
) -> None:
    world = _World(rows, seen, scope)
    new = []
    for line, row in enumerate(rows, start=first_line):
        if not any(row.values()):
            continue
        facts, errors = world.read(row, line)
        if errors:
            report.errors += errors
            report.outcomes[line] = Outcome.WRONG
            continue
        known, outcome = world.outcome_of(facts)
        report.outcomes[line] = outcome
        if outcome in (Outcome.MEMBER, Outcome.REFUSED):
            report.skipped += 1
        elif outcome is Outcome.KNOWN:
            report.unchanged += 1
        elif outcome is Outcome.CHANGED:
            report.updated += 1
            if not dry_run:
                news = {name: value for name, value in facts.items() if value}
                Invitation.objects.filter(pk=known.pk).update(**news)
        else:
            report.created += 1
            facts["telecentre"] = facts["telecentre"] or scope.telecentre
            key = email_hash(facts["email"])
            new.append(Invitation(email_hash=key, identified_by=by, source=scope.source, **facts))
    if not dry_run:
        # Someone else may be importing the same people at this instant: theirs stay.
        Invitation.objects.bulk_create(new, ignore_conflicts=True)


class _World:
    """What rows are compared with, read in four queries whatever their number."""

    def __init__(self, rows: list[Mapping[str, str]], seen: dict[str, int], scope: Scope) -> None:
        emails = {row.get("email", "").lower() for row in rows}
        self.seen = seen
        self.scope = scope
        self.known = {
            one.email_hash: one
            for one in Invitation.objects.select_related("commune", "telecentre")
            .select_for_update(of=("self",))
            .filter(email_hash__in=[email_hash(email) for email in emails])
        }
        self.members = set(
            Member.objects.filter(user__email__in=emails).values_list("user__email", flat=True)
        )
        self.communes: dict[str, Commune | None] = {}
        wanted = {fold(row.get("commune", "")) for row in rows} - {""}
        match = Q(search_name__in=wanted) | Q(insee__in={name.upper() for name in wanted})
        for commune in Commune.objects.filter(match):
            self.communes[commune.insee.lower()] = commune
            # Two communes of one name: the Cantal's, else only the code will do.
            twin = self.communes.get(commune.search_name)
            is_ours = commune.departement == "15"
            if twin is None or is_ours:
                self.communes[commune.search_name] = commune
            elif twin.departement != "15":
                self.communes[commune.search_name] = None
        self.telecentres = {
            key: centre
            for centre in Telecentre.objects.all()
            for key in (centre.slug, fold(centre.short_name), fold(centre.name))
        }

    def outcome_of(self, facts: dict[str, Any]) -> tuple[Any, Outcome]:
        """The invitation that stands under this address, if any, and what becomes of the line."""
        known = self.known.get(email_hash(facts["email"]))
        if facts["email"] in self.members:
            return known, Outcome.MEMBER
        if known is None:
            return None, Outcome.NEW
        if known.state == State.ACCEPTED:
            return known, Outcome.MEMBER
        if known.state in (State.REFUSED, State.FORGOTTEN):
            return known, Outcome.REFUSED
        is_news = any(value and getattr(known, name) != value for name, value in facts.items())
        is_ours = self.scope.may_record(known.telecentre)
        return known, Outcome.CHANGED if is_news and is_ours else Outcome.KNOWN

    def read(self, row: Mapping[str, str], line: int) -> tuple[dict[str, Any], list[LineError]]:
        """The facts of a row, checked as a form would; or what is wrong with it."""
        errors: list[LineError] = []
        facts: dict[str, Any] = {
            name: row.get(name, "") for name in ("name", "activity", "company")
        }
        facts["email"] = row.get("email", "").lower()
        facts["siret"] = clean_siret(row.get("siret", ""))
        for name, places in (("commune", self.communes), ("telecentre", self.telecentres)):
            told = row.get(name, "")
            facts[name] = places.get(fold(told)) if told else None
            if told and facts[name] is None:
                errors.append(
                    LineError(line, LABELS[name], f"«\u202f{told[:60]}\u202f» n’est pas connu.")
                )
        centre = facts["telecentre"] or self.scope.telecentre
        if not errors and not self.scope.may_record(centre):
            what = "Ce télécentre n’est pas le vôtre." if centre else "Nommez votre télécentre."
            errors.append(LineError(line, LABELS["telecentre"], what))
        if not facts["name"]:
            errors.append(LineError(line, LABELS["name"], "Donnez un nom."))
        if not facts["email"]:
            errors.append(LineError(line, LABELS["email"], "Donnez une adresse électronique."))
        try:
            Invitation(email_hash="-", **facts).clean_fields(exclude=("commune", "telecentre"))
        except ValidationError as error:
            told_already = {one.column for one in errors}
            errors += [
                LineError(line, LABELS[name], " ".join(messages))
                for name, messages in error.message_dict.items()
                if LABELS[name] not in told_already
            ]
        first = self.seen.setdefault(facts["email"], line)
        if facts["email"] and first != line:
            errors.append(
                LineError(line, LABELS["email"], f"Cette adresse est déjà à la ligne {first}.")
            )
        return facts, errors
