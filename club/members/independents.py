"""Importing the independents that the network knows of, from a CSV or XLSX file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from club.members.invitations import email_hash
from club.members.models import Invitation, Member
from club.members.siret import clean_siret
from club.telecentres.models import Commune, Telecentre
from club.telecentres.text import fold
from club.users.models import User

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024  # bytes of a workbook once unzipped
MAX_ROWS = 5000
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


class UnreadableFile(Exception):
    """The file is no table of independents; the argument says why in French."""


@dataclass(frozen=True)
class LineError:
    """What is wrong on a line (the headings are line 1); `column` is empty for the whole line."""

    line: int
    column: str
    message: str


@dataclass
class ImportReport:
    """How many rows were, or would be, made and changed; those left as they were; the errors."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0  # members already, or people who refused
    errors: list[LineError] = field(default_factory=list)


def read_rows(file: IO[bytes], *, name: str) -> list[dict[str, str]]:
    """The rows of a file, by field. Raises UnreadableFile."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableFile("Ce fichier pèse plus de 5 Mo.")
    lines = _workbook(content) if name.lower().endswith(".xlsx") else _csv(content)
    table = [[cell.strip() for cell in line] for line in lines]
    if not table or not any(table[0]):
        raise UnreadableFile("Ce fichier est vide.")
    if len(table) > MAX_ROWS + 1:
        raise UnreadableFile(f"Ce fichier compte plus de {MAX_ROWS} lignes.")
    fields = [HEADINGS.get(fold(heading), "") for heading in table[0]]
    if "email" not in fields or "name" not in fields:
        raise UnreadableFile("La première ligne doit nommer les colonnes, dont Nom et Courriel.")
    return [
        {key: cell for key, cell in zip(fields, line, strict=False) if key} for line in table[1:]
    ]


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
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise UnreadableFile("Ce fichier n’est pas un classeur XLSX lisible.") from error


@transaction.atomic
def import_independents(
    rows: Iterable[Mapping[str, str]], *, by: User, dry_run: bool = False
) -> ImportReport:
    """Record the people of these rows as identified; the same file again changes nothing.

    A line with an error is told and left out, the others go in. Who refused is not recorded again,
    who is a member neither. `dry_run` writes nothing and reports the same.
    """
    told = list(rows)
    world = _World(told)
    report = ImportReport()
    for line, row in enumerate(told, start=2):
        if not any(row.values()):
            continue
        facts, errors = world.read(row, line)
        if errors:
            report.errors += errors
        else:
            _apply(facts, world, report, by=by, dry_run=dry_run)
    return report


def _apply(
    facts: dict[str, Any], world: _World, report: ImportReport, *, by: User, dry_run: bool
) -> None:
    key = email_hash(facts["email"])
    known = world.known.get(key)
    if facts["email"] in world.members or (
        known is not None and known.state in (State.REFUSED, State.FORGOTTEN, State.ACCEPTED)
    ):
        report.skipped += 1
    elif known is None:
        report.created += 1
        if not dry_run:
            Invitation.objects.create(email_hash=key, identified_by=by, **facts)
    else:
        news = {name: value for name, value in facts.items() if value}
        if all(getattr(known, name) == value for name, value in news.items()):
            report.unchanged += 1
            return
        report.updated += 1
        if not dry_run:
            Invitation.objects.filter(pk=known.pk).update(**news)


class _World:
    """What rows are compared with, read in four queries whatever their number."""

    def __init__(self, rows: list[Mapping[str, str]]) -> None:
        emails = {row.get("email", "").lower() for row in rows}
        self.seen: dict[str, int] = {}  # address → line
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
