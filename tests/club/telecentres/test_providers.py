"""What a search knows of the télécentres."""

import pytest

from club.telecentres.models import Space
from club.telecentres.providers import centre_facts
from tests.club.telecentres.factories import (
    CommuneFactory,
    EquipmentFactory,
    SpaceFactory,
    TelecentreFactory,
)

pytestmark = pytest.mark.django_db


def test_a_centre_is_found_by_its_name_its_place_and_what_it_holds() -> None:
    centre = TelecentreFactory(
        slug="murat",
        name="Télécentre de Murat",
        commune=CommuneFactory(name="Murat"),
        postcode="15300",
        host="Maison des services",
        speciality="Formation",
        address="4 place",
    )
    centre.equipment.add(EquipmentFactory(name="Imprimante"))
    centre.save()
    room = SpaceFactory(telecentre=centre, kind=Space.Kind.MEETING_ROOM)
    room.equipment.add(EquipmentFactory(name="Paperboard"))

    (found,) = centre_facts().values()

    assert found.name == "Télécentre de Murat Murat 15300"
    assert {fact.strip() for fact in found.facts} - {"", "télécentre bureau coworking"} == {
        "Maison des services",
        "Formation",
        "4 place",
        "Imprimante",
        "Salle de réunion",
        "Paperboard",
    }


def test_what_is_out_of_service_is_not_found() -> None:
    TelecentreFactory(is_active=False)
    centre = TelecentreFactory(slug="murat")
    SpaceFactory(telecentre=centre, kind=Space.Kind.TELEMEDICINE, is_active=False)

    found = centre_facts()

    assert list(found) == ["murat"]
    assert "Point de télémédecine" not in found["murat"].facts


@pytest.mark.parametrize("count", [1, 3])
def test_facts_cost_two_queries(count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        SpaceFactory().equipment.add(EquipmentFactory())

    with django_assert_num_queries(2):
        assert len(centre_facts()) == count
