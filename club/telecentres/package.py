"""The common package of services: what each centre provides, side by side, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from club.telecentres.models import ServiceOffer, SharedService, Telecentre

State = ServiceOffer.State


@dataclass(frozen=True)
class Cell:
    """One service in one centre."""

    telecentre: Telecentre
    service: SharedService
    state: str  # a value of ServiceOffer.State
    note: str = ""

    @property
    def label(self) -> str:
        return State(self.state).label

    @property
    def is_provided(self) -> bool:
        """Whether the promise is kept: at once or when one asks for it."""
        return self.state != State.NOT_YET


@dataclass(frozen=True)
class Line:
    """One service over the centres, in their order."""

    service: SharedService
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> list[Telecentre]:
        """Where it is not provided yet."""
        return [cell.telecentre for cell in self.cells if not cell.is_provided]


@dataclass(frozen=True)
class Coverage:
    """How far one centre keeps the promise of the common package."""

    telecentre: Telecentre
    provided: int
    promised: int
    missing: tuple[SharedService, ...]

    @property
    def percent(self) -> int:
        """Of the services promised everywhere; 100 when nothing is promised."""
        return 100 * self.provided // self.promised if self.promised else 100


@dataclass(frozen=True)
class Matrix:
    """Services × centres. `common` is promised everywhere, `extras` are what some have besides."""

    telecentres: tuple[Telecentre, ...]
    common: tuple[Line, ...]
    extras: tuple[Line, ...]

    def coverage(self) -> list[Coverage]:
        """Per centre, the least covered first."""
        found = []
        for place, telecentre in enumerate(self.telecentres):
            cells = [line.cells[place] for line in self.common]
            missing = tuple(cell.service for cell in cells if not cell.is_provided)
            kept = len(cells) - len(missing)
            found.append(Coverage(telecentre, kept, len(cells), missing))
        return sorted(found, key=lambda one: (one.percent, one.telecentre.short_name))


def matrix(telecentres: Iterable[Telecentre] | None = None) -> Matrix:
    """The services proposed in these centres (all in service if None), by name. Two queries, one
    more without centres.

    An extra that none of them provides is left out.
    """
    centres = tuple(
        Telecentre.objects.active().order_by("short_name") if telecentres is None else telecentres
    )
    services = list(SharedService.objects.filter(is_active=True))
    offers = {
        (offer.service_id, offer.telecentre_id): offer
        for offer in ServiceOffer.objects.filter(telecentre__in=[one.pk for one in centres])
    }
    lines = [
        Line(service, tuple(_cell(one, service, offers) for one in centres)) for service in services
    ]
    return Matrix(
        centres,
        common=tuple(line for line in lines if line.service.is_common),
        extras=tuple(
            line
            for line in lines
            if not line.service.is_common and len(line.missing) < len(centres)
        ),
    )


def provided_by(telecentre: Telecentre) -> list[Cell]:
    """What one centre provides at once or on request, the common package first. One query."""
    offers = telecentre.service_offers.filter(service__is_active=True).exclude(state=State.NOT_YET)
    return [
        Cell(telecentre, offer.service, offer.state, offer.note)
        for offer in offers.select_related("service")
    ]


def _cell(
    telecentre: Telecentre,
    service: SharedService,
    offers: dict[tuple[int, int], ServiceOffer],
) -> Cell:
    offer = offers.get((service.pk, telecentre.pk))
    if offer is None:
        return Cell(telecentre, service, State.NOT_YET)
    return Cell(telecentre, service, offer.state, offer.note)
