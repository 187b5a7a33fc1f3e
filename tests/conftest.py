"""What all tests share: their order, what runs twice, how a test database is made."""

import gc
import os
from typing import Any

import pytest
from django.test import Client

from tests.tools.database import SharedDatabase
from tests.tools.selection import leave_out_what_needs_no_database

DEMO = "demo_network"  # long to load: its tests go to one process, side by side


def demo_folder(item: pytest.Item) -> str:
    """Where the demo network that a test asks for is loaded, or nothing."""
    found = item._fixtureinfo.name2fixturedefs.get(DEMO) if DEMO in fixtures_of(item) else None
    return found[-1].baseid if found else ""


def order(item: pytest.Item) -> tuple[bool, bool, str]:
    """The demo network first, before a transactional test empties the tables that it stands on.

    The browser tests last: Playwright's event loop would hinder Django's database tests.
    """
    demo = demo_folder(item)
    return item.get_closest_marker("e2e") is not None, not demo, demo


def fixtures_of(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out_what_needs_no_database(config, items)
    items.sort(key=order)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Before xdist reads the groups (`--dist loadgroup`)."""
    if DEMO in fixtures_of(item):
        item.add_marker(pytest.mark.xdist_group(DEMO))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not go through it again and again.

    Django and Wagtail are some 500 000 objects.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_database(
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> SharedDatabase:
    """Before Django makes the test database: wait for the process that is migrating its own."""
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    with django_db_blocker.unblock():
        return SharedDatabase(None if is_alone else tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, shared_database: SharedDatabase) -> bool:
    """A copy is kept: the migrations run over it, and find nothing to do."""
    return django_db_keepdb or shared_database.is_copy


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, shared_database: SharedDatabase
) -> None:
    with django_db_blocker.unblock():
        shared_database.share()


def _with_second_factor(log_in: Any) -> Any:
    """`Client.force_login`, as at the real door: the staff who get past it have a second factor."""

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        from allauth.mfa.models import Authenticator

        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={})
        log_in(self, user, backend)

    return force_login


Client.force_login = _with_second_factor(Client.force_login)  # type: ignore[method-assign]
