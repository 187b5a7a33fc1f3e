import pytest
import time_machine

from club.passes.models import Entry, Grant
from tests.club.passes.factories import NOW


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reconciled(db):
    """After the test, what is left of each grant is the sum of its lines."""
    yield
    for grant in Grant.objects.all():
        summed = sum(grant.entries.values_list("units", flat=True))
        assert (grant.key, grant.left) == (grant.key, summed)
    assert Entry.objects.filter(grant=None).exclude(kind__in=("debit", "refund")).count() == 0
