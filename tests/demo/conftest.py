from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

PASSWORD = "mot-de-passe-de-demo"


@pytest.fixture(autouse=True)
def demonstration(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A demonstration site, whose password is given; no address of a former site is kept."""
    settings.IS_DEMONSTRATION = True
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="package")
def demo_network(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The network, loaded for the tests of this folder and rolled back after them."""
    with pytest.MonkeyPatch.context() as environment, django_db_blocker.unblock():
        environment.setenv("DEMO_PASSWORD", PASSWORD)
        with override_settings(IS_DEMONSTRATION=True), transaction.atomic():
            call_command("load_demo", verbosity=0)
            yield
            transaction.set_rollback(True)
