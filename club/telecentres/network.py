"""The network map: the same facts as the list, placed on the outline of the Cantal."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from pathlib import Path

from club.telecentres.distance import RoadTimes, great_circle_km
from club.telecentres.hours import OpenStatus
from club.telecentres.models import Telecentre

WIDTH = 800  # units of the viewBox; one unit is about 130 m
MARGIN = 40
MIDDLE_LATITUDE = 45.05  # degrees: where the map is true
LETTER = 9.5  # mean width of a label's letter, in units
USUAL_BEND = 0.08  # of the length of a road
LINE = 22  # height of a label
# Where a label may stand around its point, best first: (dx, dy, text-anchor).
PLACES = (
    (16, 6, "start"),
    (-16, 6, "end"),
    (0, -18, "middle"),
    (0, 32, "middle"),
    (14, -12, "start"),
    (14, 26, "start"),
    (-14, -12, "end"),
    (-14, 26, "end"),
)


@dataclass(frozen=True)
class PlacesLeft:
    """The places of a centre in a half-day, and how pages tell them."""

    free: int
    total: int
    when: str  # « ce matin »
    label: str  # « 3 places libres sur 6 ce matin »

    @property
    def is_full(self) -> bool:
        return self.free == 0

    @property
    def in_figures(self) -> str:
        """For a point, whose name must hold the figure that is drawn: « 0 place libre sur 6 »."""
        return f"0 place libre sur {self.total} {self.when}" if self.is_full else self.label


@dataclass(frozen=True)
class Point:
    """A centre on the map, with where its label stands."""

    slug: str
    name: str
    short_name: str
    url: str
    x: float
    y: float
    positions: int
    status: OpenStatus
    label_x: float
    label_y: float
    anchor: str
    is_kept: bool = True  # False: dimmed, it does not answer the filters of the list
    places: PlacesLeft | None = None  # None: nothing is known of them, the positions are told

    @property
    def title(self) -> str:
        """The full accessible name: « Murat, 3 places libres sur 6 ce matin, ouvert jusqu’à
        18 h »."""
        unit = "position" if self.positions == 1 else "positions"
        told = self.places.in_figures if self.places else f"{self.positions} {unit}"
        status = self.status.label[:1].lower() + self.status.label[1:]
        return f"{self.short_name}, {told}, {status}"


@dataclass(frozen=True)
class Road:
    """An edge between two neighbouring centres, with its time by car."""

    path: str
    minutes: int
    label_x: float
    label_y: float
    title: str


@dataclass(frozen=True)
class NetworkMap:
    """All that the template draws; coordinates in units of the viewBox."""

    width: int
    height: int
    outline: str
    roads: tuple[Road, ...]
    points: tuple[Point, ...]


@lru_cache(maxsize=1)
def _outline_degrees() -> tuple[tuple[float, float], ...]:
    """The département's outline (IGN Admin Express 2018, Licence Ouverte, to 0.01°)."""
    path = Path(__file__).parent / "data" / "cantal_outline.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(handle)
        )


@dataclass(frozen=True)
class Layout:
    """What the eye chose for the centres it knows, by slug (data/map_layout.toml)."""

    labels: dict[str, tuple[str, float, float]]
    bends: dict[tuple[str, str], float]

    def knows(self, centre: Telecentre) -> bool:
        return centre.slug in self.labels


@lru_cache(maxsize=1)
def _layout() -> Layout:
    path = Path(__file__).parent / "data" / "map_layout.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Layout(
        {slug: (anchor, dx, dy) for slug, (anchor, dx, dy) in told["labels"].items()},
        {tuple(road["between"]): road["bend"] for road in told["roads"]},
    )


@lru_cache(maxsize=1)
def _frame() -> tuple[float, float, float]:
    """West, north (degrees) and units per degree of latitude of the drawing."""
    outline = _outline_degrees()
    west = min(longitude for _, longitude in outline)
    east = max(longitude for _, longitude in outline)
    north = max(latitude for latitude, _ in outline)
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * cos(radians(MIDDLE_LATITUDE)))
    return west, north, scale


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units of the map (equirectangular projection, true at 45.05° N)."""
    west, north, scale = _frame()
    x = MARGIN + (longitude - west) * cos(radians(MIDDLE_LATITUDE)) * scale
    return round(x, 1), round(MARGIN + (north - latitude) * scale, 1)


@lru_cache(maxsize=1)
def outline_path() -> tuple[str, int]:
    """The outline as SVG path data, and the height of the map."""
    points = [project(latitude, longitude) for latitude, longitude in _outline_degrees()]
    data = "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"
    return data, round(max(y for _, y in points) + MARGIN)


def neighbours(centres: Sequence[Telecentre]) -> list[tuple[Telecentre, Telecentre]]:
    """The Gabriel graph: pairs with no third centre in the circle drawn on them as a diameter.

    It is connected, has no crossing, and looks like a road map.
    """
    square = {
        frozenset((a.pk, b.pk)): great_circle_km(a, b) ** 2
        for index, a in enumerate(centres)
        for b in centres[index + 1 :]
    }
    return [
        (a, b)
        for index, a in enumerate(centres)
        for b in centres[index + 1 :]
        if all(
            square[frozenset((a.pk, c.pk))] + square[frozenset((b.pk, c.pk))]
            >= square[frozenset((a.pk, b.pk))]
            for c in centres
            if c.pk not in (a.pk, b.pk)
        )
    ]


def build_map(
    centres: Sequence[Telecentre],
    *,
    statuses: dict[int, OpenStatus],
    urls: dict[int, str],
    road_times: RoadTimes,
    places: Mapping[int, PlacesLeft] | None = None,
    kept: set[int] | None = None,
) -> NetworkMap:
    """The map of these centres (each annotated with `positions_count`). Makes no query.

    `places`: those left, by primary key, where they are known. Centres whose primary key is not in
    `kept` are drawn dimmed; None keeps them all.
    """
    placed = {centre.pk: project(centre.latitude, centre.longitude) for centre in centres}
    roads = tuple(
        _road(a, b, placed, road_times.between(a, b), bend) for a, b, bend in _edges(centres)
    )
    labels = _place_labels(centres, placed, roads)
    points = tuple(
        Point(
            slug=centre.slug,
            name=centre.name,
            short_name=centre.short_name,
            url=urls.get(centre.pk, ""),
            x=placed[centre.pk][0],
            y=placed[centre.pk][1],
            positions=centre.positions_count,
            status=statuses[centre.pk],
            label_x=labels[centre.pk][0],
            label_y=labels[centre.pk][1],
            anchor=labels[centre.pk][2],
            is_kept=kept is None or centre.pk in kept,
            places=(places or {}).get(centre.pk),
        )
        for centre in centres
    )
    outline, height = outline_path()
    return NetworkMap(WIDTH, height, outline, roads, points)


def _edges(centres: Sequence[Telecentre]) -> list[tuple[Telecentre, Telecentre, float]]:
    """The roads of the layout, and those that tie the centres it does not know."""
    layout = _layout()
    by_slug = {centre.slug: centre for centre in centres}
    drawn = [
        (by_slug[a], by_slug[b], bend)
        for (a, b), bend in layout.bends.items()
        if a in by_slug and b in by_slug
    ]
    return drawn + [
        (a, b, USUAL_BEND)
        for a, b in neighbours(centres)
        if not (layout.knows(a) and layout.knows(b))
    ]


def _road(
    a: Telecentre,
    b: Telecentre,
    placed: dict[int, tuple[float, float]],
    minutes: int,
    bend: float,
) -> Road:
    """A gentle curve: mountain roads are not straight."""
    (ax, ay), (bx, by) = placed[a.pk], placed[b.pk]
    mx, my = (ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend
    label_x, label_y = (ax + 2 * mx + bx) / 4, (ay + 2 * my + by) / 4
    return Road(
        f"M{ax:g} {ay:g}Q{mx:.1f} {my:.1f} {bx:g} {by:g}",
        minutes,
        round(label_x, 1),
        round(label_y, 1),
        f"De {a.short_name} à {b.short_name} : {minutes} minutes",
    )


Box = tuple[float, float, float, float]


def _overlap(a: Box, b: Box) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height)


def _place_labels(
    centres: Sequence[Telecentre], placed: dict[int, tuple[float, float]], roads: Sequence[Road]
) -> dict[int, tuple[float, float, str]]:
    """Where each name stands: the place that covers least of what is already drawn."""
    taken: list[Box] = [(x - 14, y - 14, x + 14, y + 14) for x, y in placed.values()]
    taken += [
        (road.label_x - 15, road.label_y - 10, road.label_x + 15, road.label_y + 10)
        for road in roads
    ]
    found: dict[int, tuple[float, float, str]] = {}
    layout = _layout()
    for centre in sorted(centres, key=lambda one: -len(one.short_name)):
        x, y = placed[centre.pk]
        if layout.knows(centre):
            side, dx, dy = layout.labels[centre.slug]
            found[centre.pk] = (round(x + dx, 1), round(y + dy, 1), side)
            continue
        width = len(centre.short_name) * LETTER
        candidates: list[tuple[float, int, float, float, str, Box]] = []
        for rank, (dx, dy, anchor) in enumerate(PLACES):
            left = x + dx - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            box = (left, y + dy - LINE * 0.75, left + width, y + dy + LINE * 0.25)
            outside = max(0.0, 4 - left) + max(0.0, left + width - WIDTH + 4)
            cost = sum(_overlap(box, other) for other in taken) + outside * 100 + rank
            candidates.append((cost, rank, round(x + dx, 1), round(y + dy, 1), anchor, box))
        _, _, label_x, label_y, side, covered = min(candidates)
        taken.append(covered)
        found[centre.pk] = (label_x, label_y, side)
    return found
