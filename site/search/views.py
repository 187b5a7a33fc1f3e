"""The search page: GET only, without cookie, never kept by a cache of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from club.telecentres.query import Query
from club.telecentres.search import Match, sources
from club.telecentres.text import MAX_QUERY, MAX_WORDS
from search.excerpts import excerpt, highlight
from search.suggestions import suggestion

PER_PAGE = 10
MAX_PAGE_DIGITS = 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """/recherche/?q=…&type=…&page=…"""
    query = Query.parse(request.GET.get("q", ""))
    matches, is_partial = _find(query, request.user)
    kinds = {kind: title for source in sources() for kind, title in source.kinds.items()}
    asked_kind = request.GET.get("type", "")
    kind = asked_kind if asked_kind in kinds else ""
    shown = [match for match in matches if kind in ("", match.kind)]
    number = request.GET.get("page", "1")
    page = Paginator(shown, PER_PAGE).get_page(number if len(number) <= MAX_PAGE_DIGITS else "0")
    context = {
        "query": query,
        "max_query": MAX_QUERY,
        "max_words": MAX_WORDS,
        "count": len(shown),
        "kind": kind,
        "kind_title": kinds.get(kind, ""),
        "is_partial": is_partial,
        "suggestion": suggestion(query) if query.terms and (is_partial or not matches) else "",
        "filters": _filters(query, matches, kinds, kind),
        "results": _results(page.object_list, query, request.user),
        "first": page.start_index(),
        "page_number": page.number,
        "page_count": page.paginator.num_pages,
        "paginator_links": _links(page, query, kind),
    }
    response = render(request, "search/results.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


# Whatever is typed: `Query.parse` takes out what no page and no database can hold.
search.cleans_text = True  # type: ignore[attr-defined]


def _find(query: Query, reader: Any) -> tuple[list[Match], bool]:
    """The best first; True when none holds every word asked for, and these hold some."""
    found = [match for source in sources() for match in source.find(query, reader)]
    complete = [match for match in found if not match.missing]
    return sorted(complete or found, key=lambda match: match.rank), bool(found and not complete)


def _results(matches: Sequence[Match], query: Query, reader: Any) -> list[dict[str, Any]]:
    hits = {}
    for source in sources():
        keys = [match.key for match in matches if match.source == source.slug]
        if keys:
            hits |= {(source.slug, key): hit for key, hit in source.read(keys, reader).items()}
    found = [
        hits[match.source, match.key] for match in matches if (match.source, match.key) in hits
    ]
    return [
        {
            "title": highlight(hit.title, query),
            "url": hit.url,
            "excerpt": excerpt(hit, query),
            "label": hit.label,
            "day": hit.day,
        }
        for hit in found
    ]


def _address(query: Query, *, kind: str = "", page: int = 1) -> str:
    asked: dict[str, Any] = {"q": query.text}
    if kind:
        asked["type"] = kind
    if page > 1:
        asked["page"] = page
    return f"{reverse('search')}?{urlencode(asked)}"


def _filters(
    query: Query, matches: list[Match], kinds: dict[str, str], current: str
) -> list[dict[str, Any]]:
    """« Tout » and each kind that has results, with how many; the one asked for in any case."""
    counts = Counter(match.kind for match in matches)
    entries = [("", "Tout", len(matches))]
    entries += [(kind, title, counts[kind]) for kind, title in kinds.items()]
    return [
        {
            "title": title,
            "count": count,
            "url": _address(query, kind=kind),
            "is_current": kind == current,
        }
        for kind, title, count in entries
        if count or kind == current
    ]


def _links(page: Page, query: Query, kind: str) -> list[dict[str, Any]]:
    return [
        {"label": str(number), "url": None, "is_current": False}
        if number == Paginator.ELLIPSIS
        else {
            "label": str(number),
            "url": _address(query, kind=kind, page=int(number)),
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]
