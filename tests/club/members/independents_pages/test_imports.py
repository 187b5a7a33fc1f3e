"""« /gestion/independants/ »: a file is checked, then this same file is imported."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from club.members.import_files import KEEP_FILE, KEEP_REPORT, LONGEST_IMPORT, purge_imports
from club.members.independents_imports import INLINE_ROWS
from club.members.invitations import email_hash
from club.members.models import IndependentsImport, Invitation
from club.notifications.background import drain
from club.users.roles import ANIMATEURS, MANAGERS
from tests.club.members.factories import make_invitation
from tests.club.members.independents_pages.page import (
    HEADING,
    SEND,
    TWO,
    confirm,
    counts,
    entered,
    page_of,
    send,
    staff,
    told,
)
from tests.club.members.test_independents import as_csv, as_xlsx
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_csv(TWO), "a.csv"),
        (as_csv(TWO, delimiter=",", encoding="cp1252"), "a.csv"),
        (as_xlsx(TWO), "a.xlsx"),
    ],
)
def test_a_file_is_checked_then_imported_then_gone(content, name):
    client = entered(staff(MANAGERS))

    checked = send(client, content, name)
    before = Invitation.objects.count()
    row = confirm(client)

    assert [line[2] for line in told(checked)] == ["Nouvelle personne"] * 2
    assert (before, Invitation.objects.count()) == (0, 2)
    assert set(Invitation.objects.values_list("source", flat=True)) == {"le registre"}
    assert (row.state, row.content, row.preview, counts(row)) == ("done", None, [], [2, 0, 0, 0, 0])


def test_each_line_tells_what_would_happen():
    make_invitation("connue@essai.example", name="Connue")
    make_invitation("change@essai.example", name="Avant")
    Invitation.objects.create(email_hash=email_hash("non@essai.example"), state="refused")
    table = [
        HEADING,
        ["Connue", "connue@essai.example", "", ""],
        ["Après", "change@essai.example", "", ""],
        ["Non", "non@essai.example", "", ""],
        ["=1+1", "formule@essai.example", "", ""],
        ["Deux", "formule@essai.example", "", ""],
        ["Faux", "faux@essai.example", "12345678901234", ""],
        ["", "sans", "", "ailleurs"],
    ]
    client = entered(staff(MANAGERS))

    lines = told(send(client, as_csv(table)))
    refused = client.get(f"{SEND}{IndependentsImport.objects.get().pk}/refusees.csv")

    assert [line[2] for line in lines[:4]] == [
        "Déjà connue, rien à changer",
        "Déjà connue, mise à jour",
        "A refusé ou n’a pas répondu\u202f: laissée de côté",
        "Nouvelle personne",
    ]
    assert "Cette adresse est déjà à la ligne 5." in lines[4][2]
    assert [line[2].split(" ")[0] for line in lines[4:]] == ["Refusée"] * 3
    written = list(csv.reader(io.StringIO(refused.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in written] == ["Nom", "Deux", "Faux", ""]
    assert "n’est pas connu" in written[3][-1]


def test_the_same_file_twice_adds_nothing():
    client = entered(staff(MANAGERS))
    send(client, as_csv(TWO))
    row = confirm(client)
    client.post(f"{SEND}{row.pk}/confirmer/")

    again = send(client, as_csv(TWO))

    assert (Invitation.objects.count(), counts(row)) == (2, [2, 0, 0, 0, 0])
    assert "n’apporte rien de nouveau" in again.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xff\xfe\x00\x00", "a.csv", "ni un CSV ni un classeur"),
        (b"a,b\n1,2", "a.csv", "nommer les colonnes"),
        (b"PK\x03\x04 casse", "a.xlsx", "pas un classeur XLSX lisible"),
        (b"%PDF", "a.pdf", "Envoyez un fichier CSV"),
        (b"", "a.csv", "Ce fichier est vide"),
    ],
)
def test_what_cannot_be_read_is_told_in_french(content, name, words):
    answer = send(entered(staff(MANAGERS)), content, name)

    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert IndependentsImport.objects.filter(content__isnull=False).count() == 0


def test_what_was_typed_is_kept_when_the_file_is_missing():
    client = entered(staff(MANAGERS))

    answer = client.post(SEND, {"source": "le forum de Murat"})

    page = page_of(answer)
    assert page.select_one("input[name=source]")["value"] == "le forum de Murat"
    assert "Choisissez un fichier." in page.get_text()


def half_wrong(count: int) -> bytes:
    good = [[f"P{n}", f"p{n}@essai.example", "", ""] for n in range(count // 2)]
    wrong = [[f"Q{n}", f"q{n}", "", ""] for n in range(count - count // 2)]
    return as_csv([HEADING, *(row for pair in zip(good, wrong, strict=True) for row in pair)])


def test_many_lines_go_to_the_background_with_their_progress(queue):
    client = entered(staff(MANAGERS))

    checking = send(client, half_wrong(5000))
    drain()
    row = IndependentsImport.objects.get()
    checked = client.get(f"{SEND}{row.pk}/").content.decode()
    for _ in range(2):
        client.post(f"{SEND}{row.pk}/confirmer/")
    importing = client.get(f"{SEND}{row.pk}/").content.decode()
    drain()
    refused = client.get(f"{SEND}{row.pk}/refusees.csv").content.decode().splitlines()

    assert "en cours de vérification" in checking.content.decode()
    assert "Les 200 premières lignes, sur 5\u202f000." in checked
    assert "Import en cours\u202f: 0 sur 5\u202f000 lignes." in importing
    row.refresh_from_db()
    assert (row.state, row.done_count, counts(row)) == ("done", 5000, [2500, 0, 0, 0, 2500])
    assert Invitation.objects.count() == 2500
    assert len(refused) == 2501
    tasks = list(DBTaskResult.objects.all())
    assert [task.args_kwargs for task in tasks] == [{"args": [row.pk], "kwargs": {}}] * 2
    assert [task.return_value for task in tasks] == [None, None]


def test_an_import_cut_short_is_run_again_without_a_double(queue):
    client = entered(staff(MANAGERS))
    content = as_csv([HEADING, *([f"P{n}", f"p{n}@e.example", "", ""] for n in range(300))])
    send(client, content)
    row = confirm(client)
    assert (INLINE_ROWS, row.state) == (200, "importing")
    make_invitation("p0@e.example", name="P0")

    drain()

    assert Invitation.objects.count() == 300
    assert counts(row) == [299, 0, 1, 0, 0]


def test_a_file_waits_an_hour_and_a_report_ninety_days():
    client = entered(staff(MANAGERS))
    send(client, as_csv(TWO))
    row = IndependentsImport.objects.get()
    now = row.created_at

    kept = purge_imports(now + KEEP_FILE)
    gone = purge_imports(now + KEEP_FILE + timedelta(minutes=1))
    client.post(f"{SEND}{row.pk}/confirmer/")
    page = client.get(f"{SEND}{row.pk}/").content.decode()
    row.refresh_from_db()

    assert (kept, gone, row.state, row.content, row.preview) == (0, 1, "expired", None, [])
    assert "Envoyez-le à nouveau" in page
    assert Invitation.objects.count() == 0
    purge_imports(now + KEEP_REPORT + timedelta(minutes=1))
    assert IndependentsImport.objects.count() == 0


def test_an_import_that_never_ends_loses_its_file(queue):
    client = entered(staff(MANAGERS))
    send(client, half_wrong(300))
    row = confirm(client)

    assert purge_imports(timezone.now() + KEEP_FILE + timedelta(minutes=1)) == 0
    assert purge_imports(timezone.now() + LONGEST_IMPORT + timedelta(minutes=1)) == 1
    drain()

    row.refresh_from_db()
    assert (row.state, Invitation.objects.count()) == ("expired", 0)


def test_an_animateur_records_people_of_their_own_centre_only(murat):
    other = TelecentreFactory(slug="ydes", short_name="Ydes")
    make_invitation("prise@essai.example", name="Prise", telecentre=other)
    table = [
        HEADING,
        ["A", "a@essai.example", "", "Murat"],
        ["B", "b@essai.example", "", ""],
        ["C", "c@essai.example", "", "Ydes"],
        ["Autre nom", "prise@essai.example", "", ""],
    ]
    client = entered(staff(ANIMATEURS, murat))

    unnamed = send(client, as_csv(table))
    refused = send(client, as_csv(table), telecentre=other.pk)
    lines = told(send(client, as_csv(table), telecentre=murat.pk))
    confirm(client)

    assert "Choisissez un télécentre." in unnamed.content.decode()
    assert page_of(refused).select("dl") == []
    assert "Ce télécentre n’est pas le vôtre." in lines[2][2]
    assert lines[3][2] == "Déjà connue, rien à changer"
    found = Invitation.objects.order_by("name").values_list("name", "telecentre__slug")
    assert list(found) == [("A", "murat"), ("B", "murat"), ("Prise", "ydes")]


def test_the_file_of_someone_else_does_not_exist(murat):
    send(entered(staff(MANAGERS)), as_csv([*TWO, ["x", "y", "", ""]]))
    pk = IndependentsImport.objects.get().pk
    client = entered(staff(MANAGERS))

    statuses = [
        client.get(f"{SEND}{pk}/").status_code,
        client.get(f"{SEND}{pk}/refusees.csv").status_code,
        client.post(f"{SEND}{pk}/confirmer/").status_code,
    ]

    assert (statuses, Invitation.objects.count()) == ([404] * 3, 0)
