"""« /gestion/independants/ »: a file is checked, then this same file is imported; whose people."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from club.members.import_files import KEEP_FILE, KEEP_REPORT, LONGEST_IMPORT, purge_imports
from club.members.independents_imports import INLINE_ROWS
from club.members.invitations import email_hash
from club.members.models import IndependentsImport, Invitation
from club.notifications.background import drain
from club.telecentres.models import TelecentreManager
from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, setup_roles
from tests.club.members.factories import UserFactory, make_invitation
from tests.club.members.test_independents import as_csv, as_xlsx
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db
LIST = "/gestion/independants/"
SEND = f"{LIST}importer/"
HEADING = ["Nom", "Courriel", "SIRET", "Télécentre"]
TWO = [HEADING, ["Léa", "lea@essai.example", "", ""], ["Jo", "jo@essai.example", "", ""]]


@pytest.fixture(autouse=True)
def roles(settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()


@pytest.fixture
def murat():
    return TelecentreFactory(slug="murat", short_name="Murat", commune=CommuneFactory())


@pytest.fixture
def queue(settings):
    """Tasks to the queue, as where the site is served."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def staff(role: str, *centres) -> User:
    user = UserFactory(public_name=role)
    user.groups.add(user.groups.model.objects.get(name=role))
    for centre in centres:
        TelecentreManager.objects.create(telecentre=centre, user=user)
    return user


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, content: bytes, name: str = "liste.csv", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(SEND, {"file": file, "source": "le registre", **fields}, follow=True)


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def told(answer) -> list[list[str]]:
    """The lines of the report: number, person, what becomes of them."""
    rows = page_of(answer).select("table.listing tbody tr")
    return [[cell.get_text(" ") for cell in row.select("td")] for row in rows]


def counts(row: IndependentsImport) -> list[int]:
    row.refresh_from_db()
    return [row.counts[key] for key in ("created", "updated", "unchanged", "skipped", "wrong")]


def confirm(client: Client) -> IndependentsImport:
    row = IndependentsImport.objects.first()
    client.post(f"{SEND}{row.pk}/confirmer/")
    row.refresh_from_db()
    return row


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


def test_an_animateur_sees_and_invites_their_own_people_only(murat):
    mine = make_invitation("a@essai.example", name="Mienne", telecentre=murat)
    other = make_invitation("b@essai.example", name="Autre", telecentre=TelecentreFactory())
    client = entered(staff(ANIMATEURS, murat))

    pages = [client.get(path).content.decode() for path in (LIST, f"{LIST}inviter/")]
    statuses = [
        client.get(f"{LIST}inspect/{other.pk}/").status_code,
        client.post(f"{LIST}{other.pk}/inviter/").status_code,
    ]
    client.post(f"{LIST}inviter/", {"invitation": [other.pk, mine.pk, "x", "9" * 30]})

    assert [("Mienne" in page, "Autre" in page) for page in pages] == [(True, False)] * 2
    assert statuses == [404, 404]
    assert [message.to for message in mail.outbox] == [["a@essai.example"]]


def test_one_is_invited_once_from_the_list():
    invitation = make_invitation()
    client = entered(staff(MANAGERS))

    listed = client.get(LIST).content.decode()
    answers = [client.post(f"{LIST}{invitation.pk}/inviter/", follow=True) for _ in range(2)]

    assert f"{LIST}{invitation.pk}/inviter/" in listed
    assert "L’invitation à Léa est partie." in answers[0].content.decode()
    assert "déjà invitée" in answers[1].content.decode()
    assert len(mail.outbox) == 1


def test_nobody_is_invited_without_a_choice():
    make_invitation()

    answer = entered(staff(MANAGERS)).post(f"{LIST}inviter/", follow=True)

    assert "Cochez au moins une personne." in answer.content.decode()
    assert mail.outbox == []


def test_exports_hold_no_formula():
    make_invitation(name="=HYPERLINK(1)")
    client = entered(staff(MANAGERS))

    text, book = (
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        for answer in (client.get(f"{LIST}?export={kind}") for kind in ("csv", "xlsx"))
    )

    sheet = load_workbook(io.BytesIO(book)).active
    assert "'=HYPERLINK(1)" in text.decode("utf-8-sig")
    assert [cell.data_type for cell in sheet[2]][:2] == ["s", "s"]


def test_a_manager_takes_someone_off_the_list_without_a_trace(murat):
    invitation = make_invitation(telecentre=murat)
    address = f"{LIST}delete/{invitation.pk}/"

    refused = entered(staff(ANIMATEURS, murat)).post(address)
    asked = entered(staff(MANAGERS)).get(address)
    done = entered(staff(MANAGERS)).post(address, follow=True)

    assert (refused.status_code, asked.status_code) == (302, 200)
    assert "Cette personne est effacée de nos fichiers." in done.content.decode()
    assert (Invitation.objects.count(), ModelLogEntry.objects.count()) == (0, 0)


def test_what_is_left_of_a_refusal_is_not_deleted():
    erased = Invitation.objects.create(email_hash="-", state="refused")
    client = entered(staff(MANAGERS))

    answer = client.post(f"{LIST}delete/{erased.pk}/")

    assert (answer.status_code, Invitation.objects.count()) == (302, 1)


@pytest.mark.parametrize("path", ["", "importer/", "importer/modele.csv", "inviter/"])
def test_the_other_staff_see_nothing_of_it(path):
    assert entered(staff(EDITORS)).get(f"{LIST}{path}").status_code == 302


def test_the_example_file_can_be_sent_as_it_is(murat):
    CommuneFactory(name="Murat", insee="15138")
    client = entered(staff(MANAGERS))

    example = client.get(f"{SEND}modele.csv").content
    answer = send(client, example, "modele-independants.csv")

    assert [line[2] for line in told(answer)] == ["Nouvelle personne"]


@pytest.mark.parametrize("role", [ANIMATEURS, MANAGERS])
@pytest.mark.parametrize("path", ["", "inviter/"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    murat, django_assert_max_num_queries, role, path, count
):
    for number in range(count):
        make_invitation(f"p{number}@essai.example", telecentre=murat, commune=CommuneFactory())
    client = entered(staff(role, murat))
    client.get(f"{LIST}{path}")

    with django_assert_max_num_queries(17):
        client.get(f"{LIST}{path}")
