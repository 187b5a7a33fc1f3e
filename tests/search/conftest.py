"""The demonstration network, loaded once for the table of questions."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(autouse=True)
def _forgetful_cache() -> None:
    """What an earlier test left in the cache of the process shows in no page."""
    cache.clear()


@pytest.fixture(scope="module")
def demo_network(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Everything `load_demo` loads, taken away after the module: nothing is committed."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(IS_DEMONSTRATION=True),
        transaction.atomic(),
    ):
        patch.setenv("DEMO_PASSWORD", "a password for the tests")
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)
