"""How far two places are, by the crow and by the road.

The road is estimated: great circle × 1.4, driven at 55 km/h (the ratio and the mean speed
retained for the Cantal's roads by the product's specification); the network manager corrects a
pair of télécentres with a RoadTime.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Protocol, Self

from club.telecentres.models import RoadTime

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
ROAD_FACTOR = 1.4
ROAD_SPEED_KMH = 55


class Place(Protocol):
    """Anything with coordinates in degrees (WGS 84)."""

    latitude: float
    longitude: float


def great_circle_km(a: Place, b: Place) -> float:
    """Kilometres between two places as the crow flies (haversine formula)."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_chord = (
        sin((lat_b - lat_a) / 2) ** 2
        + cos(lat_a) * cos(lat_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


def road_km(a: Place, b: Place) -> float:
    """Estimated kilometres by the road."""
    return great_circle_km(a, b) * ROAD_FACTOR


def estimated_minutes(a: Place, b: Place) -> int:
    """Estimated minutes by the road, rounded."""
    return round(road_km(a, b) / ROAD_SPEED_KMH * 60)


@dataclass(frozen=True)
class RoadTimes:
    """Minutes between places, corrected pairs included. Build once a request with `load`."""

    corrections: dict[frozenset[int], int]

    @classmethod
    def load(cls) -> Self:
        """One query, for every corrected pair."""
        rows = RoadTime.objects.values_list("origin_id", "destination_id", "minutes")
        return cls(
            {frozenset((origin, destination)): minutes for origin, destination, minutes in rows}
        )

    def between(self, a: Place, b: Place) -> int:
        """Minutes between two télécentres: the corrected time, else the estimate."""
        pair = frozenset((getattr(a, "pk", -1), getattr(b, "pk", -1)))
        corrected = self.corrections.get(pair)
        return estimated_minutes(a, b) if corrected is None else corrected
