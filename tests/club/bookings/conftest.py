from collections.abc import Iterator

import pytest
import time_machine

from tests.club.bookings.factories import NOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday morning; a test may move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
