"""Accounts, and a cache in which no earlier attempt is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

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


@pytest.fixture
def later() -> Iterator[Callable[..., None]]:
    """`later(minutes=…)`: the rest of the test happens then."""
    with ExitStack() as stack:

        def travel(**after: float) -> None:
            stack.enter_context(time_machine.travel(timezone.now() + timedelta(**after)))

        yield travel


def log_in(client: Client, email: str, password: str = PASSWORD, **options: str) -> HttpResponse:
    """Send the form of the log-in page."""
    return client.post(LOGIN, {"login": email, "password": password}, **options)


def log_in_for_certain(client: Client, email: str = "lea@essai.example") -> None:
    """Log in, then confirm one's identity, as what touches the account's safety asks."""
    log_in(client, email)
    client.post("/compte/confirmer-identite/", {"password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


def code_in(mail: EmailMessage) -> str:
    """The code of a mail that asks to confirm an address."""
    return re.search(r"^[A-Z0-9-]{6,}$", mail.body, re.MULTILINE)[0]


def path_in(mail: EmailMessage) -> str:
    """The path of the first link to an account page of a mail."""
    address = re.search(r"^https?://\S+/compte/\S+$", mail.body, re.MULTILINE)[0]
    return address.removeprefix(settings.BASE_URL)


def without_tokens(html: str) -> str:
    """A page without what differs at each request."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", html)
