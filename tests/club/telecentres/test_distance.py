from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from club.telecentres.distance import RoadTimes, estimated_minutes, great_circle_km, road_km
from club.telecentres.models import RoadTime
from club.telecentres.services import correct_road_time
from tests.club.telecentres.factories import TelecentreFactory

SETTINGS = settings(max_examples=100, deadline=None, database=None)


@dataclass(frozen=True)
class Spot:
    latitude: float
    longitude: float


AURILLAC = Spot(44.93, 2.44)
MURAT = Spot(45.11, 2.87)
PARIS = Spot(48.8566, 2.3522)
MARSEILLE = Spot(43.2965, 5.3698)
spots = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("a", "b", "kilometres"),
    [
        (AURILLAC, MURAT, 39.3),
        (PARIS, MARSEILLE, 660.5),
        (Spot(0, 0), Spot(0, 1), 111.2),  # a degree of the equator
        (Spot(90, 0), Spot(-90, 0), 20015.1),  # half a meridian
        (Spot(0, 179.5), Spot(0, -179.5), 111.2),  # over the antimeridian
        (AURILLAC, AURILLAC, 0.0),
    ],
)
def test_known_distances_are_found(a: Spot, b: Spot, kilometres: float) -> None:
    assert great_circle_km(a, b) == pytest.approx(kilometres, abs=0.1)


@SETTINGS
@given(spots, spots)
def test_distance_is_the_same_both_ways_and_never_negative(a: Spot, b: Spot) -> None:
    assert great_circle_km(a, b) == pytest.approx(great_circle_km(b, a), abs=1e-6)
    assert 0 <= great_circle_km(a, b) <= 20016


@SETTINGS
@given(spots, spots, spots)
def test_a_detour_is_never_shorter(a: Spot, b: Spot, c: Spot) -> None:
    assert great_circle_km(a, b) <= great_circle_km(a, c) + great_circle_km(c, b) + 1e-3


def test_the_road_is_four_tenths_longer_at_55_km_an_hour() -> None:
    assert road_km(AURILLAC, MURAT) == pytest.approx(1.4 * great_circle_km(AURILLAC, MURAT))
    assert estimated_minutes(AURILLAC, MURAT) == 60


# --- Corrected pairs ---------------------------------------------------------------------------


@pytest.fixture
def pair(db):
    return (
        TelecentreFactory(latitude=44.93, longitude=2.44),
        TelecentreFactory(latitude=45.11, longitude=2.87),
    )


def test_an_uncorrected_pair_takes_the_estimate(pair) -> None:
    assert RoadTimes.load().between(*pair) == 60


def test_a_correction_holds_in_both_directions(pair) -> None:
    origin, destination = pair
    correct_road_time(origin, destination, minutes=48)

    times = RoadTimes.load()

    assert (times.between(origin, destination), times.between(destination, origin)) == (48, 48)


def test_correcting_the_way_back_replaces_the_way_there(pair) -> None:
    origin, destination = pair
    correct_road_time(origin, destination, minutes=48)

    correct_road_time(destination, origin, minutes=52)

    assert [row.minutes for row in RoadTime.objects.all()] == [52]


def test_corrections_are_read_in_one_query(pair, django_assert_num_queries) -> None:
    correct_road_time(*pair, minutes=48)

    with django_assert_num_queries(1):
        assert RoadTimes.load().between(*pair) == 48


@pytest.mark.parametrize("minutes", [0, 601])
def test_a_correction_lies_between_one_minute_and_ten_hours(pair, minutes: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        correct_road_time(*pair, minutes=minutes)

    assert list(refusal.value.message_dict) == ["minutes"]
    assert RoadTime.objects.count() == 0


@pytest.mark.parametrize("reverse", [False, True])
def test_the_database_refuses_a_second_time_for_a_pair(pair, reverse: bool) -> None:
    origin, destination = pair
    RoadTime.objects.create(origin=origin, destination=destination, minutes=48)
    again = RoadTime(
        origin=destination if reverse else origin,
        destination=origin if reverse else destination,
        minutes=50,
    )

    with pytest.raises(ValidationError) as refusal:
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()

    assert refusal.value.messages == ["Ce trajet a déjà un temps corrigé."]


def test_the_database_refuses_a_road_to_oneself(pair) -> None:
    loop = RoadTime(origin=pair[0], destination=pair[0], minutes=5)

    with pytest.raises(ValidationError) as refusal:
        loop.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        loop.save()

    assert refusal.value.messages == ["Choisissez deux télécentres différents."]
