"""Links to pages from texts and blocks, read in one query for a whole page.

Wagtail reads the targets of each rich text and of each block apart. Here the body is looked
through once, before it is drawn; elsewhere (a preview, a form) links are read one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail import blocks
from wagtail.models import Page

_loaded: ContextVar[dict[int, Page] | None] = ContextVar("linked_pages", default=None)
# A rich text's link to a page, and a block's page field, as they stand in the stored JSON.
IN_TEXT = re.compile(r'linktype=\\"page\\"[^>]*?\bid=\\"(\d+)|\bid=\\"(\d+)\\"[^>]*?linktype=')
IN_BLOCK = re.compile(r'"page": (\d+)')


def linked_ids(bodies: Iterable[Any]) -> set[int]:
    """The primary keys of the pages that StreamField values link to."""
    stored = json.dumps([list(body.raw_data) for body in bodies], default=str)
    in_text = {int(a or b) for a, b in IN_TEXT.findall(stored)}
    return in_text | {int(found) for found in IN_BLOCK.findall(stored)}


@contextmanager
def links_loaded(bodies: Iterable[Any]) -> Iterator[None]:
    """While it lasts, links of these StreamField values cost no query but the first."""
    ids = linked_ids(bodies)
    token = _loaded.set(Page.objects.in_bulk(ids) if ids else {})
    try:
        yield
    finally:
        _loaded.reset(token)


def pages_by_id(ids: Iterable[Any]) -> dict[int, Page]:
    """Pages by primary key: those loaded, and the others in one query."""
    wanted = {int(pk) for pk in ids if str(pk).isdigit()}
    loaded = _loaded.get() or {}
    missing = wanted - set(loaded)
    return loaded | (Page.objects.in_bulk(missing) if missing else {})


class SitePageChooserBlock(blocks.PageChooserBlock):
    """Wagtail's chooser, reading its pages through `pages_by_id`."""

    def to_python(self, value: Any) -> Page | None:
        return None if value is None else pages_by_id([value]).get(int(value))

    def bulk_to_python(self, values: Iterable[Any]) -> list[Page | None]:
        kept = list(values)
        found = pages_by_id(value for value in kept if value is not None)
        return [None if value is None else found.get(int(value)) for value in kept]
