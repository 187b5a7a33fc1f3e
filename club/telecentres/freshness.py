"""The version of what pages show: drawn anew at each change, shared by all processes.

What is computed once and kept is kept under it, so that a change leaves it unread at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache import cache
from django.db import transaction

logger = structlog.get_logger(__name__)
Value = TypeVar("Value")

VERSION_KEY = "page-version"
KEPT_SECONDS = 600


def current_version() -> str | None:
    """None when no change was seen since the cache was emptied: keep nothing then."""
    return cache.get(VERSION_KEY)


def renew_version(**_kwargs: Any) -> None:
    """Leave everything kept unread, once the current transaction is committed."""
    transaction.on_commit(draw_version)


def remembered(name: str, read: Callable[[], Value], *, seconds: int = KEPT_SECONDS) -> Value:
    """What `read` answered under the current version, or answers now.

    For facts that hold until something changes: nothing that depends on the hour or on a person.
    """
    version = current_version()
    if version is None:
        return read()
    key = f"kept-{version}-{name}"
    value = cache.get(key)
    if value is None:
        value = read()
        cache.set(key, value, seconds)
    return value


def draw_version() -> None:
    """Leave everything kept unread now. Asks no database.

    A cache that is away never breaks a write: what is kept then lives out its time.
    """
    try:
        cache.set(VERSION_KEY, secrets.token_hex(8), None)
    except Exception as error:
        logger.warning("page_version_not_renewed", error=type(error).__name__)
