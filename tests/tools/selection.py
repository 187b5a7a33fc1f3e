"""Which tests run again on the second database.

pytest-django refuses the database to a test that neither asks for it nor is marked, so such a test
answers the same on both. With ONLY_DATABASE_TESTS set, as `make test` does for PostgreSQL, it is
left out. What may open the database in another way, however remote, runs again.
"""

from __future__ import annotations

import os

import pytest

ONLY_DATABASE_TESTS = "ONLY_DATABASE_TESTS"
MARKS = ("django_db", "e2e")
# Fixtures that open the database; `fixturenames` holds what fixtures ask for too, and all those of
# pytest-django and ours that open it ask for one of these.
FIXTURES = {"db", "django_db_setup", "live_server", "transactional_db"}
# With these, and they are in every `fixturenames`, a test may open it when it wants to.
KEYS = {"django_db_blocker", "request"}


def needs_database(item: pytest.Item) -> bool:
    """Whether a test may touch the database; in doubt it does."""
    if not isinstance(item, pytest.Function) or item.cls is not None:
        return True  # a TestCase of Django opens the database without a fixture
    asks = FIXTURES & set(item.fixturenames) or KEYS & set(item._fixtureinfo.argnames)
    return bool(asks) or any(item.get_closest_marker(name) for name in MARKS)


def leave_out_what_needs_no_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under ONLY_DATABASE_TESTS, take out of `items` what the other database's run has shown."""
    if not os.environ.get(ONLY_DATABASE_TESTS):
        return
    left_out = [item for item in items if not needs_database(item)]
    items[:] = [item for item in items if needs_database(item)]
    config.hook.pytest_deselected(items=left_out)
