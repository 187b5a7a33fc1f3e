"""A cache that remembers nothing of another test, and addresses that break."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor(settings) -> Client:
    """Someone at the site with a few addresses that break; they see what a browser would."""
    settings.ROOT_URLCONF = "tests.config.breaking_urls"
    return Client(raise_request_exception=False)
