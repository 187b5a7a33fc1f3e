"""What all tests share."""

from typing import Any

import pytest
from django.test import Client


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser tests last: Playwright's event loop would hinder Django's database tests."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


def _with_second_factor(log_in: Any) -> Any:
    """`Client.force_login`, as at the real door: the staff who get past it have a second factor."""

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        from allauth.mfa.models import Authenticator

        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={})
        log_in(self, user, backend)

    return force_login


Client.force_login = _with_second_factor(Client.force_login)  # type: ignore[method-assign]
