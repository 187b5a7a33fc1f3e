"""What all tests share."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser tests last: Playwright's event loop would hinder Django's database tests."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)
