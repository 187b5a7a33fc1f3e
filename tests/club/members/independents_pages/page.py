"""Who imports, what they send, and what the page tells."""

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from club.members.models import IndependentsImport
from club.telecentres.models import TelecentreManager
from club.users.models import User
from tests.club.members.factories import UserFactory

LIST = "/gestion/independants/"
SEND = f"{LIST}importer/"
HEADING = ["Nom", "Courriel", "SIRET", "Télécentre"]
TWO = [HEADING, ["Léa", "lea@essai.example", "", ""], ["Jo", "jo@essai.example", "", ""]]


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
