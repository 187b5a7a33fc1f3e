"""The provider of the editorial pages, the pages of the télécentres among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from club.telecentres.providers import CentreFacts, centre_facts
from club.telecentres.query import Query
from club.telecentres.search import MAX_MATCHES, Hit, Match, score
from club.telecentres.text import index_words
from pages.search import LABELS, TELECENTRES, page_address, readable_pages
from search.models import PageEntry

SOURCE = "pages"


def find_pages(query: Query, reader: Any) -> list[Match]:
    """Published pages that anyone may open, whoever reads. Four queries at most.

    A centre is found through its page only, by what the page says and by its facts of this
    instant; the page of a centre out of service is not found.
    """
    if not query.terms:
        return []
    centres = centre_facts()
    readable = PageEntry.objects.filter(page__in=readable_pages())
    return _matches(readable, query, centres) or _matches(readable, query, centres, partly=True)


def _matches(
    entries: Any, query: Query, centres: dict[str, CentreFacts], *, partly: bool = False
) -> list[Match]:
    """What holds every term; `partly`: what holds some."""
    wanted = Q()
    for term in query.terms:
        holds = Q()
        for pattern in term.patterns:
            holds |= Q(words__contains=pattern)
        wanted = wanted | holds if partly else wanted & holds
    rows = (
        entries.filter(wanted | Q(kind=TELECENTRES))
        .order_by("-day", "page_id")
        .values_list(
            "page_id",
            "kind",
            "day",
            "page__title",
            "page__slug",
            "title_words",
            "introduction_words",
            "words",
        )
    )
    found = []
    for pk, kind, day, shown, slug, title, introduction, words in rows[:MAX_MATCHES]:
        heading = shown
        if kind == TELECENTRES:
            if slug not in centres:
                continue
            heading = centres[slug].short_name
            title += index_words(centres[slug].name)
            words += title + index_words(" ".join(sorted(centres[slug].facts)))
        points, missing = score(
            query, heading=heading, title=title, introduction=introduction, everything=words
        )
        if missing == 0 or (partly and missing < len(query.terms)):
            found.append(Match(SOURCE, pk, kind, shown, points, missing, day))
    return found


def read_pages(keys: Sequence[int], reader: Any) -> dict[int, Hit]:
    """The hits of these pages. One query."""
    entries = PageEntry.objects.filter(pk__in=keys, page__in=readable_pages())
    return {
        entry.pk: Hit(
            title=entry.page.title,
            url=page_address(entry.page),
            label=LABELS[entry.kind],
            introduction=entry.introduction,
            body=entry.body,
            day=None if entry.kind == TELECENTRES else entry.day,
        )
        for entry in entries.select_related("page")
    }
