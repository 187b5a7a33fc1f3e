"""Accounts, and a cache in which no earlier attempt is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from club.users.models import User

PASSWORD = "neige sur le Plomb"
LOGIN = "/compte/connexion/"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    """`make_user(email)`: an account whose address is verified."""

    def make(email: str = "lea@essai.example", **fields: object) -> User:
        user = User.objects.create_user(email, PASSWORD, public_name="Léa Vidal", **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return make


def log_in(client: Client, email: str, password: str = PASSWORD, **options: str) -> HttpResponse:
    """Send the form of the log-in page."""
    return client.post(LOGIN, {"login": email, "password": password}, **options)


def is_in(client: Client) -> bool:
    return client.get("/club/").status_code == 200


def without_tokens(html: str) -> str:
    """A page without what differs at each request."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", html)
