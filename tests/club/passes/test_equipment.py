"""« Imprimante en panne »: from the label of the machine to the page of the centre."""

import pytest

from club.notifications.models import Notification
from club.passes.equipment import (
    NotThere,
    TextMissing,
    label_path,
    mark_fixed,
    open_reports,
    read_label,
    report_equipment,
)
from club.passes.models import EquipmentReport
from club.passes.service_requests import NotYours
from club.telecentres.models import Equipment, Telecentre
from club.users.models import User
from tests.club.members.factories import MemberFactory, make_animateur
from tests.club.telecentres.factories import SpaceFactory, TelecentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Telecentre:
    return TelecentreFactory(slug="murat", name="Télécentre de Murat", short_name="Murat")


@pytest.fixture
def printer(centre: Telecentre) -> Equipment:
    printer = Equipment.objects.create(slug="imprimante", name="Imprimante")
    centre.equipment.add(printer)
    centre.save()
    return printer


@pytest.fixture
def lea(centre: Telecentre) -> User:
    return MemberFactory(user__public_name="Léa Vidal", home_telecentre=centre).user


def token_of(centre: Telecentre, equipment: Equipment) -> str:
    return label_path(centre, equipment).split("/")[-2]


def test_a_label_names_its_machine_as_long_as_it_is_there(centre, printer) -> None:
    token = token_of(centre, printer)
    assert read_label(token) == (centre, printer)
    assert read_label(token + "x") is None
    assert read_label(f"{centre.pk}.{printer.pk}") is None

    centre.equipment.clear()
    centre.save()
    assert read_label(token) is None


def test_what_only_a_space_in_service_holds_can_be_reported(centre, lea) -> None:
    screen = Equipment.objects.create(slug="ecran", name="Écran")
    space = SpaceFactory(telecentre=centre)
    space.equipment.add(screen)
    assert read_label(token_of(centre, screen)) == (centre, screen)

    type(space).objects.update(is_active=False)
    with pytest.raises(NotThere):
        report_equipment(screen, telecentre=centre, by=lea, text="Noir")


def test_a_failure_is_reported_once_and_told_to_the_animateur(centre, printer, lea) -> None:
    host = make_animateur(centre)

    first = report_equipment(printer, telecentre=centre, by=lea, text=" Bourrage\n papier ")
    second = report_equipment(printer, telecentre=centre, by=lea, text="Toujours")

    assert (first[1], second[1], second[0].pk) == (True, False, first[0].pk)
    assert first[0].text == "Bourrage papier"
    assert [(told.user, told.title) for told in Notification.objects.all()] == [
        (host, "En panne à Murat\u202f: Imprimante")
    ]


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 501])
def test_a_report_says_something_short(centre, printer, lea, text) -> None:
    with pytest.raises(TextMissing):
        report_equipment(printer, telecentre=centre, by=lea, text=text)

    assert EquipmentReport.objects.count() == 0


def test_once_fixed_it_can_fail_again(centre, printer, lea) -> None:
    host, stranger = make_animateur(centre), make_animateur(TelecentreFactory())
    report, _ = report_equipment(printer, telecentre=centre, by=lea, text="Bourrage")

    with pytest.raises(NotYours):
        mark_fixed(report, by=stranger)
    mark_fixed(report, by=host)
    mark_fixed(report, by=host)

    assert list(open_reports(centre)) == []
    told = Notification.objects.filter(user=lea)
    assert [one.title for one in told] == ["De nouveau en marche\u202f: Imprimante, Murat"]
    assert report_equipment(printer, telecentre=centre, by=lea, text="Encore")[1]


def test_a_member_reports_from_the_label_and_the_animateur_repairs(
    client, centre, printer, lea
) -> None:
    host = make_animateur(centre)
    address = label_path(centre, printer)
    assert client.get(address).status_code == 302  # to log in first

    client.force_login(lea)
    empty = client.post(address, {"text": ""}).content.decode()
    assert "Dites en quelques mots ce qui ne va pas." in empty
    client.post(address, {"text": "Plus d’encre"})
    assert "C’est déjà signalé" in client.get(address).content.decode()

    client.force_login(host)
    assert "Plus d’encre" in client.get("/animation/murat/services/").content.decode()
    report = EquipmentReport.objects.get()
    client.post(f"/animation/murat/pannes/{report.pk}/reparee/")
    assert "Tout marche." in client.get("/animation/murat/services/").content.decode()


def test_the_labels_of_a_centre_lead_to_its_machines(client, centre, printer) -> None:
    client.force_login(make_animateur(centre))

    cards = client.get("/animation/murat/etiquettes/").context["cards"]

    assert [card["equipment"] for card in cards] == [printer]
    assert 'aria-label="Signaler une panne\u202f: Imprimante"' in cards[0]["qr"]
