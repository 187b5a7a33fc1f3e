"""The rights, and a centre."""

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
