"""Choosing among the télécentres by the address of the list."""

import re
from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from club.telecentres.models import OpeningHours
from tests.club.telecentres.factories import EquipmentFactory, SpaceFactory, TelecentreFactory
from tests.pages.factories import make_home, make_telecentre_index, make_telecentre_page

pytestmark = pytest.mark.django_db

MONDAY_AT_TEN = "2026-11-23 10:00:00+01:00"


@pytest.fixture
def centres() -> dict[str, Any]:
    """Murat has a scanner in a space and is open on Monday; Ydes shares a printer."""
    index = make_telecentre_index(make_home())
    scanner = EquipmentFactory(slug="scanner", name="Scanner")
    printer = EquipmentFactory(slug="imprimante", name="Imprimante")
    EquipmentFactory(slug="inutile", name="Sans usage")
    murat, ydes = (
        make_telecentre_page(index, TelecentreFactory(slug=name.lower(), short_name=name))
        for name in ("Murat", "Ydes")
    )
    SpaceFactory(telecentre=murat.telecentre).equipment.add(scanner)
    ydes.telecentre.equipment = [printer]
    ydes.telecentre.save()
    OpeningHours.objects.create(
        telecentre=murat.telecentre, weekday=0, opens=time(9), closes=time(12)
    )
    return {"murat": murat, "ydes": ydes}


def listed(client: Client, query: str = "") -> list[str]:
    """The centres of the cards, in the order of the page."""
    html = client.get(f"/telecentres/{query}").content.decode()
    return re.findall(r'telecentre-card">\s*<h3><a href="/telecentres/([a-z-]+)/"', html)


def test_without_a_filter_every_centre_is_listed(client: Client, centres: Any) -> None:
    assert listed(client) == ["murat", "ydes"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?equipement=scanner", ["murat"]),
        ("?equipement=imprimante", ["ydes"]),
        ("?equipement=imprimante&ouvert=oui", []),
        ("?ouvert=oui", ["murat"]),
        ("?ouvert=peut-etre", ["murat", "ydes"]),
        ("?equipement=", ["murat", "ydes"]),
    ],
)
def test_the_address_chooses_the_centres(
    client: Client, centres: Any, query: str, found: list[str]
) -> None:
    with time_machine.travel(MONDAY_AT_TEN, tick=False):
        assert listed(client, query) == found


def test_a_centre_left_out_is_dimmed_on_the_map_and_says_so(client: Client, centres: Any) -> None:
    html = client.get("/telecentres/?equipement=scanner").content.decode()

    assert html.count("network__point--out") == 1
    assert re.findall(r'aria-label="(\w+), [^"]*hors de votre choix"', html) == ["Ydes"]


@pytest.mark.parametrize("asked", ["licorne", "inutile", "x" * 5000, "%00scanner", "<script>"])
def test_an_equipment_no_centre_has_is_told_and_left_out(
    client: Client, centres: Any, asked: str
) -> None:
    response = client.get(f"/telecentres/?equipement={asked}")

    if response.status_code == 400:  # a NUL is refused before any page
        assert asked.startswith("%00")
        return
    assert "Cet équipement n’existe pas" in response.content.decode()
    assert "<script>licorne" not in response.content.decode()


def test_an_empty_answer_offers_the_whole_list(client: Client, centres: Any) -> None:
    with time_machine.travel("2026-11-22 10:00:00+01:00", tick=False):  # a Sunday
        html = client.get("/telecentres/?ouvert=oui").content.decode()

    assert "Aucun télécentre ne répond" in html
    assert 'href="/telecentres/#liste"' in html or 'href="/telecentres/"' in html
