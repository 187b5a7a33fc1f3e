"""The excerpt of a result, with the words asked for marked. Everything is escaped here."""

from __future__ import annotations

from itertools import islice

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from club.telecentres.query import Query
from club.telecentres.search import Hit

LENGTH = 260  # characters of an excerpt, about
BEFORE = 80  # of these, how many before the first word found
MAX_SPANS = 200  # words found in one text that are looked at
MAX_TEXT = 40_000  # characters of a text that are looked at


def highlight(text: str, query: Query) -> SafeString:
    """The text, escaped, each word asked for within <mark>."""
    pieces, end = [], 0
    for start, stop in query.spans(text):
        pieces += [
            conditional_escape(text[end:start]),
            format_html("<mark>{}</mark>", text[start:stop]),
        ]
        end = stop
    # Each piece is escaped above.
    return mark_safe("".join([*pieces, conditional_escape(text[end:])]))  # noqa: S308


def excerpt(hit: Hit, query: Query) -> SafeString:
    """The introduction when it holds a word asked for, else the passage that holds the most of
    them, else the introduction."""
    spans = _spans(hit.introduction, query)
    if spans or not hit.body:
        return highlight(_passage(hit.introduction, spans), query)
    spans = _spans(hit.body, query)
    if spans or not hit.introduction:
        return highlight(_passage(hit.body, spans), query)
    return highlight(_passage(hit.introduction, []), query)


def _spans(text: str, query: Query) -> list[tuple[int, int]]:
    return list(islice(query.spans(text[:MAX_TEXT]), MAX_SPANS))


def _passage(text: str, spans: list[tuple[int, int]]) -> str:
    """LENGTH characters around the words found, cut between words; « … » says where."""
    if len(text) <= LENGTH:
        return text
    best = max(
        (start for start, _ in spans),
        key=lambda first: len(
            {text[a:b].lower() for a, b in spans if first <= a and b <= first + LENGTH - BEFORE}
        ),
        default=0,
    )
    start = max(0, min(best - BEFORE, len(text) - LENGTH))
    if start:
        space = text.find(" ", start, best)
        start = space + 1 if space >= 0 else best
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return before + text[start:end].strip(" ·") + after
