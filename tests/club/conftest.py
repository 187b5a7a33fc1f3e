"""What the tests of all apps of the club share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from club.telecentres.freshness import VERSION_KEY


@pytest.fixture
def remembered_frame() -> Iterator[None]:
    """The menu and the footer are read once, as on a site that has been running for a while."""
    cache.clear()
    cache.set(VERSION_KEY, "first")
    yield
    cache.clear()


@pytest.fixture
def queue(settings) -> None:
    """Tasks to the queue, as where the site is served."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
