"""The network's places: where they are, what they hold, when they are open."""

from club.telecentres.models.hours import Closure, ExceptionalHours, OpeningHours
from club.telecentres.models.notices import Notice
from club.telecentres.models.package import ServiceOffer, SharedService
from club.telecentres.models.places import (
    Commune,
    Equipment,
    Objective,
    RoadTime,
    Telecentre,
    TelecentreManager,
)
from club.telecentres.models.spaces import BroadbandMeasure, Space, SpacePhoto

__all__ = [
    "BroadbandMeasure",
    "Closure",
    "Commune",
    "Equipment",
    "ExceptionalHours",
    "Notice",
    "Objective",
    "OpeningHours",
    "RoadTime",
    "ServiceOffer",
    "SharedService",
    "Space",
    "SpacePhoto",
    "Telecentre",
    "TelecentreManager",
]
