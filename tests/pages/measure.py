"""Counting the queries of a public page."""

import secrets

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from club.telecentres.freshness import VERSION_KEY

BUDGET = 15  # queries of a public page that is drawn anew (QUALITY §5)
COLD_BUDGET = 22  # those of the very first one, when nothing at all is remembered


def queries(client: Client, address: str) -> list[str]:
    """Those of a page drawn anew, once someone has asked for it since the last change."""
    cache.set(VERSION_KEY, secrets.token_hex(4))  # as any change does when it is committed
    address = f"{address}?hors-cache=1"  # an unknown parameter: the page is not kept whole
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured.captured_queries]


def cold_queries(client: Client, address: str) -> list[str]:
    """Those of the first page that is asked for after the cache was emptied."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]
