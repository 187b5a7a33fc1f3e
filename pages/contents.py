"""The table of contents of a body: its second-level headings, each with an anchor."""

import re
from html import unescape
from typing import Any

from django.utils.text import slugify

HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def anchor(title: str) -> str:
    """The fragment of a heading: « Où s’installer » gives « ou-sinstaller »."""
    return slugify(title)[:60] or "section"


def table_of_contents(body: Any) -> list[dict[str, str]]:
    """Each {id, title} of the h2 headings and titled blocks of a StreamField value, in order.

    The ids are those that the `with_anchors` filter writes on the headings.
    """
    found: list[dict[str, str]] = []
    for block in body:
        if block.block_type == "text":
            titles = [TAG.sub("", match) for match in HEADING.findall(block.value.source)]
        else:
            titles = []
        for title in titles:
            text = unescape(title).strip()
            found.append({"id": anchor(text), "title": text})
    return found


def with_anchors(html: str) -> str:
    """The same HTML, each h2 carrying the id that `table_of_contents` gave it."""

    def name(match: re.Match[str]) -> str:
        title = unescape(TAG.sub("", match.group(1))).strip()
        return f'<h2 id="{anchor(title)}">{match.group(1)}</h2>'

    return HEADING.sub(name, html)
