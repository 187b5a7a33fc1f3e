"""What runs again on the second database: all that may touch one, and nothing else."""

import pytest

from tests.tools.selection import (
    ONLY_DATABASE_TESTS,
    leave_out_what_needs_no_database,
    needs_database,
)

TESTS = """
    import pytest
    from django.test import SimpleTestCase

    @pytest.fixture
    def row(db): ...

    @pytest.fixture
    def remote(row): ...

    @pytest.fixture(scope="session")
    def network(django_db_setup, django_db_blocker): ...

    def test_pure(): ...
    def test_pure_with_fixtures(settings, client, tmp_path, monkeypatch): ...
    def test_fixture(db): ...
    def test_fixture_of_fixture(remote): ...
    def test_shared_data(network): ...
    def test_with_the_key(django_db_blocker): ...
    def test_dynamic(request): ...
    def test_admin(admin_client): ...
    def test_live(live_server): ...
    def test_transactional(transactional_db): ...

    @pytest.mark.django_db
    def test_marked(): ...

    @pytest.mark.e2e
    def test_browser(): ...

    class TestOfDjango(SimpleTestCase):
        def test_case(self): ...
"""
PURE = {"test_pure", "test_pure_with_fixtures"}


@pytest.fixture
def items(pytester: pytest.Pytester) -> list[pytest.Item]:
    return pytester.getitems(TESTS)


def test_only_what_asks_for_no_database_is_left_out(items):
    assert {item.name for item in items if not needs_database(item)} == PURE
    assert len(items) == 13


@pytest.mark.parametrize(("value", "left_out"), [("1", PURE), ("", set())])
def test_they_are_left_out_when_the_variable_says_so(items, monkeypatch, value, left_out):
    monkeypatch.setenv(ONLY_DATABASE_TESTS, value)
    names = {item.name for item in items}

    leave_out_what_needs_no_database(items[0].config, items)

    assert names - {item.name for item in items} == left_out
