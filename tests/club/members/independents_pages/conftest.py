"""The rights, a centre, and the queue of tasks."""

import pytest

from club.users.roles import setup_roles
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory


@pytest.fixture(autouse=True)
def roles(settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()


@pytest.fixture
def murat():
    return TelecentreFactory(slug="murat", short_name="Murat", commune=CommuneFactory())


@pytest.fixture
def queue(settings):
    """Tasks to the queue, as where the site is served."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
