"""The members of a search as a spreadsheet, each with what the reader sees and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from club.members.querysets import MemberQuerySet
from club.members.visibility import Reader, SeenMember, what_is_shown
from club.telecentres.exports import csv_cell

BATCH = 500
COLUMNS: dict[str, Callable[[SeenMember], str]] = {
    "Nom": lambda seen: seen.name,
    "En une phrase": lambda seen: seen.headline,
    "Activité": lambda seen: seen.activity,
    "Statut": lambda seen: seen.professional_status,
    "Entreprise": lambda seen: seen.company,
    "SIRET": lambda seen: seen.siret,
    "Commune": lambda seen: seen.commune,
    "Télécentre": lambda seen: seen.home_telecentre,
    "Compétences": lambda seen: ", ".join(skill.name for skill in seen.skills),
    "Langues": lambda seen: seen.languages,
    "Disponibilité": lambda seen: seen.availability,
    "Propose": lambda seen: seen.offers,
    "Cherche": lambda seen: seen.looks_for,
    "Présentation": lambda seen: seen.biography,
    "Liens": lambda seen: " ".join(seen.links),
}


def csv_lines(
    members: MemberQuerySet, *, reader: Reader, url_of: Callable[[SeenMember], str]
) -> Iterator[bytes]:
    """The file by pieces, as French spreadsheets open it: a byte order mark, semicolons."""
    yield "\ufeff".encode()
    yield _line([*COLUMNS, "Page"])
    for member in members.for_cards().iterator(chunk_size=BATCH):
        seen = what_is_shown(member, reader)
        yield _line([*(column(seen) for column in COLUMNS.values()), url_of(seen)])


def _line(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow([csv_cell(cell) for cell in cells])
    return buffer.getvalue().encode()
