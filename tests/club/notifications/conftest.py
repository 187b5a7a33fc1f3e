from collections.abc import Iterator

import pytest
from django.core.cache import cache

from club.telecentres.freshness import VERSION_KEY
from tests.club.notifications.smtp import smtp_server


@pytest.fixture
def smtp(settings):
    """The site as it is served: mails to the outbox, and from it to a real server on loopback."""
    with smtp_server() as server:
        settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
        settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def remembered_frame() -> Iterator[None]:
    """The menu and the footer are read once, as on a site that has been running for a while."""
    cache.clear()
    cache.set(VERSION_KEY, "first")
    yield
    cache.clear()
