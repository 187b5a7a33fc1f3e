"""The map: roads between neighbours, labels in the frame, the same facts as the list."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from club.telecentres.distance import RoadTimes
from club.telecentres.hours import OpenStatus
from club.telecentres.models import Telecentre
from club.telecentres.network import (
    LETTER,
    NetworkMap,
    PlacesLeft,
    Point,
    build_map,
    neighbours,
    project,
)

CLOSED = OpenStatus(False, "Fermé jusqu’à nouvel ordre", "closed")
# The ten centres of the programme, to a hundredth of a degree.
TEN = {
    "Aurillac": (44.93, 2.44),
    "Saint-Flour": (45.03, 3.09),
    "Murat": (45.11, 2.87),
    "Mauriac": (45.22, 2.33),
    "Ydes": (45.35, 2.44),
    "Allanche": (45.23, 2.94),
    "Chaudes-Aigues": (44.85, 3.00),
    "Riom-ès-Montagnes": (45.28, 2.66),
    "Montmurat": (44.63, 2.20),
    "Cassaniouze": (44.69, 2.38),
}


def centres_at(places: Sequence[tuple[float, float]], names: Sequence[str] = ()) -> list:
    """Unsaved centres: the map makes no query."""
    made = []
    for number, (latitude, longitude) in enumerate(places):
        centre = Telecentre(
            pk=number + 1,
            slug=f"lieu-{number}",
            name=f"Télécentre {number}",
            short_name=names[number] if names else f"Lieu {number}",
            latitude=latitude,
            longitude=longitude,
        )
        centre.positions_count = number
        made.append(centre)
    return made


def drawn(centres: list[Telecentre]) -> NetworkMap:
    return build_map(
        centres,
        statuses={centre.pk: CLOSED for centre in centres},
        urls={centre.pk: f"/telecentres/{centre.slug}/" for centre in centres},
        road_times=RoadTimes({frozenset((1, 2)): 7}),
    )


@pytest.fixture
def ten() -> list[Telecentre]:
    return centres_at(list(TEN.values()), list(TEN))


def reached(edges: list[tuple[Telecentre, Telecentre]], start: int) -> set[int]:
    """The keys of the centres that roads lead to from one."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for a, b in edges:
            for one, other in ((a.pk, b.pk), (b.pk, a.pk)):
                if one == here and other not in found:
                    found.add(other)
                    waiting.append(other)
    return found


def side(a: tuple, b: tuple, c: tuple) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def crossings(edges: list[tuple[Telecentre, Telecentre]]) -> list[tuple[str, str]]:
    """The pairs of roads that cross elsewhere than at a centre."""
    lines = [(project(a.latitude, a.longitude), project(b.latitude, b.longitude)) for a, b in edges]
    return [
        (str(edges[i]), str(edges[j]))
        for i, (a, b) in enumerate(lines)
        for j, (c, d) in enumerate(lines[:i])
        if len({a, b, c, d}) == 4
        and side(a, b, c) * side(a, b, d) < 0
        and side(c, d, a) * side(c, d, b) < 0
    ]


def test_the_roads_of_the_ten_lead_everywhere_and_do_not_cross(ten: list[Telecentre]) -> None:
    edges = neighbours(ten)

    assert reached(edges, 1) == {centre.pk for centre in ten}
    assert crossings(edges) == []


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.lists(
        st.tuples(st.integers(4460, 4545), st.integers(210, 335)),
        min_size=2,
        max_size=12,
        unique=True,
    )
)
def test_any_centres_of_the_cantal_are_joined(places: list[tuple[int, int]]) -> None:
    centres = centres_at([(latitude / 100, longitude / 100) for latitude, longitude in places])

    edges = neighbours(centres)

    assert reached(edges, 1) == {centre.pk for centre in centres}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_network_of_a_few_centres_is_drawn(count: int) -> None:
    network = drawn(centres_at([(45.0, 2.5), (45.1, 2.6)][:count]))

    assert (len(network.points), len(network.roads)) == (count, max(0, count - 1))


def test_two_centres_in_one_place_are_drawn() -> None:
    network = drawn(centres_at([(45.0, 2.5), (45.0, 2.5)]))

    assert len({(point.x, point.y) for point in network.points}) == 1
    assert len(network.roads) == 1


def label_box(point: Point) -> tuple[float, float]:
    width = len(point.short_name) * LETTER
    left = point.label_x - {"start": 0.0, "middle": width / 2, "end": width}[point.anchor]
    return left, left + width


def test_points_and_labels_stand_inside_the_frame(ten: list[Telecentre]) -> None:
    network = drawn(ten)

    for point in network.points:
        left, right = label_box(point)
        assert 0 <= left < right <= network.width
        assert 0 < point.label_y < network.height
        assert 0 < point.x < network.width
        assert 0 < point.y < network.height


def test_no_label_covers_another(ten: list[Telecentre]) -> None:
    boxes = [(*label_box(point), point.label_y) for point in drawn(ten).points]

    covered = [
        (a, b)
        for index, a in enumerate(boxes)
        for b in boxes[:index]
        if a[0] < b[1] and b[0] < a[1] and abs(a[2] - b[2]) < 20
    ]

    assert covered == []


def test_north_is_up_and_east_is_right(ten: list[Telecentre]) -> None:
    at = {point.short_name: point for point in drawn(ten).points}

    assert at["Ydes"].y < at["Murat"].y < at["Montmurat"].y
    assert at["Montmurat"].x < at["Aurillac"].x < at["Saint-Flour"].x


def test_the_map_tells_what_it_was_given(ten: list[Telecentre]) -> None:
    network = drawn(ten)

    assert [
        (one.slug, one.name, one.short_name, one.url, one.positions, one.status)
        for one in network.points
    ] == [
        (
            centre.slug,
            centre.name,
            centre.short_name,
            f"/telecentres/{centre.slug}/",
            centre.positions_count,
            CLOSED,
        )
        for centre in ten
    ]


def test_a_road_tells_its_corrected_minutes() -> None:
    (road,) = drawn(centres_at([(45.0, 2.5), (45.1, 2.6)])).roads

    assert (road.minutes, road.title) == (7, "De Lieu 0 à Lieu 1\u202f: 7 minutes")


@pytest.mark.parametrize(
    ("positions", "title"),
    [
        (1, "Murat, 1 position, fermé jusqu’à nouvel ordre"),
        (6, "Murat, 6 positions, fermé jusqu’à nouvel ordre"),
    ],
)
def test_a_point_is_named_for_who_does_not_see_it(positions: int, title: str) -> None:
    point = Point("murat", "Télécentre", "Murat", "/", 0, 0, positions, CLOSED, 0, 0, "start")

    assert point.title == title


@pytest.mark.parametrize(
    ("places", "title"),
    [
        (
            PlacesLeft(3, 6, "ce matin", "3 places libres sur 6 ce matin"),
            "Murat, 3 places libres sur 6 ce matin, fermé jusqu’à nouvel ordre",
        ),
        (
            PlacesLeft(0, 6, "ce matin", "complet ce matin"),
            "Murat, 0 place libre sur 6 ce matin, fermé jusqu’à nouvel ordre",
        ),
    ],
)
def test_a_point_is_named_with_the_figure_it_shows(places: PlacesLeft, title: str) -> None:
    centres = centres_at([(45.1, 2.9)], ["Murat"])

    network = build_map(
        centres, statuses={1: CLOSED}, urls={}, road_times=RoadTimes({}), places={1: places}
    )

    assert [point.title for point in network.points] == [title]


def test_the_outline_is_a_closed_path_within_the_frame(ten: list[Telecentre]) -> None:
    network = drawn(ten)

    numbers = [float(one) for one in re.findall(r"[\d.]+", network.outline)]

    assert network.outline[0] + network.outline[-1] == "MZ"
    assert 0 <= min(numbers[0::2]) < max(numbers[0::2]) <= network.width
    assert 0 <= min(numbers[1::2]) < max(numbers[1::2]) <= network.height


def test_the_map_makes_no_query(ten: list[Telecentre], db, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        drawn(ten)
