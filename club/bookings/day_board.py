"""What an animateur has under their eyes besides the bookings: the code of the day, what is out of
order, the services asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from club.bookings.check_in import code_of_day
from club.passes.equipment import open_reports
from club.passes.models import ServiceRequest
from club.telecentres.models import Telecentre


@dataclass(frozen=True)
class Board:
    code: str
    broken: tuple[str, ...]  # the machines out of order
    services_count: int  # requests that wait for an answer


def board_of(telecentre: Telecentre, day: date) -> Board:
    """Two queries."""
    broken = tuple(str(one.equipment) for one in open_reports(telecentre))
    asked = ServiceRequest.objects.filter(
        telecentre=telecentre, state__in=ServiceRequest.WAITING
    ).count()
    return Board(code_of_day(telecentre, day), broken, asked)
