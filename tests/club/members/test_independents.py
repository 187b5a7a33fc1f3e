"""Importing independents: dry run, errors by line, and the same file again changes nothing."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from club.members.independents import (
    MAX_BYTES,
    MAX_ROWS,
    ImportReport,
    LineError,
    UnreadableFile,
    import_independents,
    read_rows,
)
from club.members.invitations import invite, refuse_invitation
from club.members.models import Invitation
from tests.club.members.factories import SIRET, MemberFactory, UserFactory, make_invitation
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db

TABLE = [
    ["Nom", "Courriel", "Activité", "SIRET", "Commune", "Télécentre", "Remarque"],
    ["Léa Vidal", "LEA@essai.example", "Paie", "732 829 320 00074", "murat", "Murat", "?"],
    ["Jo Élie", "jo@essai.example", "", "", "15138", "", ""],
]


@pytest.fixture(autouse=True)
def places():
    murat = CommuneFactory(name="Murat", insee="15138")
    CommuneFactory(name="Murat", insee="03202", departement="03")
    TelecentreFactory(slug="murat", short_name="Murat", commune=murat)


def as_csv(table: list[list[str]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(encoding)


def as_xlsx(table: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in table:
        book.active.append([cell or None for cell in row])
    book.save(out)
    return out.getvalue()


def rows_of(content: bytes, name: str = "liste.csv") -> list[dict[str, str]]:
    return read_rows(io.BytesIO(content), name=name)


def load(table=None, **options) -> ImportReport:
    return import_independents(rows_of(as_csv(table or TABLE)), by=UserFactory(), **options)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_csv(TABLE), "a.csv"),
        (as_csv(TABLE, delimiter=","), "a.csv"),
        (as_csv(TABLE, delimiter="\t"), "a.txt"),
        (as_csv(TABLE, encoding="utf-8-sig"), "a.csv"),
        (as_csv(TABLE, encoding="cp1252"), "a.csv"),
        (as_xlsx(TABLE), "a.XLSX"),
    ],
)
def test_every_usual_file_gives_the_same_rows(content, name):
    assert rows_of(content, name) == [
        {
            "name": "Léa Vidal",
            "email": "LEA@essai.example",
            "activity": "Paie",
            "siret": "732 829 320 00074",
            "commune": "murat",
            "telecentre": "Murat",
        },
        {
            "name": "Jo Élie",
            "email": "jo@essai.example",
            "activity": "",
            "siret": "",
            "commune": "15138",
            "telecentre": "",
        },
    ]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "vide"),
        (b"Prenom;Ville\nLea;Murat", "a.csv", "nommer les colonnes"),
        (b"\x00\x01", "a.csv", "ni un CSV ni un classeur"),
        (b"PK\x03\x04", "a.xlsx", "pas un classeur XLSX lisible"),
        (as_csv(TABLE), "a.xlsx", "pas un classeur XLSX lisible"),
        (b"a" * (MAX_BYTES + 1), "a.csv", "plus de 10 Mo"),
        (b"Nom;Courriel\n" + b"a;a@b.fr\n" * (MAX_ROWS + 1), "a.csv", "plus de 50\u202f000 lignes"),
    ],
)
def test_what_is_no_table_is_refused_in_french(content, name, words):
    with pytest.raises(UnreadableFile, match=words):
        rows_of(content, name)


def test_a_dry_run_tells_the_same_and_writes_nothing():
    tried = load(dry_run=True)
    assert Invitation.objects.count() == 0

    done = load()

    assert tried == done == ImportReport(created=2)


def test_the_people_of_a_file_are_identified_once():
    load()

    again = load()

    assert again == ImportReport(unchanged=2)
    lea = Invitation.objects.get(name="Léa Vidal")
    assert (lea.email, lea.siret, lea.state) == ("lea@essai.example", SIRET, "identified")
    assert (lea.commune.insee, lea.telecentre.slug) == ("15138", "murat")
    assert Invitation.objects.get(name="Jo Élie").commune.insee == "15138"


def test_news_about_someone_are_added_and_nothing_is_emptied():
    load()

    report = load([TABLE[0], ["Léa Vidal", "lea@essai.example", "Comptabilité", "", "", "", ""]])

    lea = Invitation.objects.get(name="Léa Vidal")
    assert report == ImportReport(updated=1)
    assert (lea.activity, lea.siret) == ("Comptabilité", SIRET)


def test_errors_are_told_line_by_line_and_the_rest_goes_in():
    report = load(
        [
            TABLE[0],
            ["Léa", "lea@essai.example", "", "123", "", "", ""],
            ["", "", "", "", "", "", ""],
            ["", "zut", "", "", "Atlantide", "Nulle part", ""],
            TABLE[2],
            ["Jo", "JO@essai.example", "", "", "", "", ""],
            ["a" * 81, "", "", "", "", "", ""],
        ]
    )

    assert (report.created, report.updated, report.unchanged, report.skipped) == (1, 0, 0, 0)
    assert sorted((error.line, error.column) for error in report.errors) == [
        (2, "SIRET"),
        (4, "commune"),
        (4, "courriel"),
        (4, "nom"),
        (4, "télécentre"),
        (6, "courriel"),
        (7, "courriel"),
        (7, "nom"),
    ]
    assert LineError(6, "courriel", "Cette adresse est déjà à la ligne 5.") in report.errors
    assert LineError(4, "commune", "«\u202fAtlantide\u202f» n’est pas connu.") in report.errors
    assert Invitation.objects.get().name == "Jo Élie"


def test_who_refused_or_is_a_member_is_not_recorded_again():
    refused = make_invitation("lea@essai.example")
    invite(refused)
    refuse_invitation(refused)
    MemberFactory(user__email="jo@essai.example")

    report = load()

    assert report == ImportReport(skipped=2)
    row = Invitation.objects.get()
    assert (row.state, row.name, row.email) == ("refused", "", "")


def test_a_file_is_checked_in_as_many_queries_whatever_its_length():
    costs = []
    for count in (1, 30):
        rows = [
            {"name": f"Léa {n}", "email": f"lea-{n}@essai.example", "commune": "Murat"}
            for n in range(count)
        ]
        by = UserFactory()
        with CaptureQueriesContext(connection) as captured:
            import_independents(rows, by=by, dry_run=True)
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 7
