import pytest

from club.telecentres.figures import network_figures
from club.telecentres.models import Objective, Space, Telecentre
from tests.club.telecentres.factories import CommuneFactory, SpaceFactory, TelecentreFactory

pytestmark = pytest.mark.django_db
Figure = Objective.Figure


def test_an_empty_network_counts_nothing() -> None:
    assert network_figures() == dict.fromkeys(Figure.values, 0)


def test_desks_and_closed_offices_are_the_positions() -> None:
    centre = TelecentreFactory()
    for kind in Space.Kind.values:
        SpaceFactory(telecentre=centre, kind=kind)

    figures = network_figures()

    assert figures[Figure.POSITIONS] == 2
    assert figures[Figure.MEETING_ROOMS] == 1
    assert figures[Figure.VIDEO_ROOMS] == 1
    assert figures[Figure.TELEMEDICINE_POINTS] == 1
    assert figures[Figure.BRIDGING_HOUSINGS] == 1


def test_a_space_out_of_service_does_not_count() -> None:
    centre = TelecentreFactory()
    SpaceFactory(telecentre=centre)
    SpaceFactory(telecentre=centre, is_active=False)

    assert network_figures()[Figure.POSITIONS] == 1
    assert Telecentre.objects.with_positions().get(pk=centre.pk).positions_count == 1
    assert Space.objects.positions().count() == 1


def test_the_spaces_of_a_centre_out_of_service_do_not_count() -> None:
    SpaceFactory(telecentre=TelecentreFactory(is_active=False))

    figures = network_figures()

    assert (figures[Figure.POSITIONS], figures[Figure.TELECENTRES]) == (0, 0)


def test_a_capacity_is_one_position() -> None:
    SpaceFactory(kind=Space.Kind.OFFICE, capacity=4)

    assert network_figures()[Figure.POSITIONS] == 1


def test_communes_of_the_cantal_within_half_an_hour_are_counted() -> None:
    # 30 minutes at 55 km/h are 27.5 km of road: 19.6 km as the crow flies, 0.176° of latitude.
    here = CommuneFactory(latitude=45.0, longitude=2.5)
    CommuneFactory(latitude=45.17, longitude=2.5)
    CommuneFactory(latitude=45.20, longitude=2.5)
    CommuneFactory(latitude=45.0, longitude=2.5, departement="12", insee="12001")
    TelecentreFactory(commune=here, latitude=45.0, longitude=2.5)

    assert network_figures()[Figure.COMMUNES_WITHIN_30_MINUTES] == 2


@pytest.mark.parametrize("count", [1, 3])
def test_figures_cost_three_queries(count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        SpaceFactory()

    with django_assert_num_queries(3):
        assert network_figures()[Figure.POSITIONS] == count
