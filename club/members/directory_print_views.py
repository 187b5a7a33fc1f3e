"""All the results of a search of the directory on one page, to be printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from club.members.directory import search
from club.members.directory_places import CATALOGUE, DIRECTORY, Place
from club.members.directory_query import read_query
from club.members.directory_shown import chips
from club.members.perms import active_member_required
from club.members.visibility import what_is_shown

MAX_PRINTED = 500  # people: some twenty sheets


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """« /annuaire/imprimer/ »."""
    return _print(request, CATALOGUE)


@active_member_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """« /club/annuaire/imprimer/ »."""
    return _print(request, DIRECTORY)


for _view in (catalogue, directory):
    _view.cleans_text = True  # type: ignore[attr-defined]


def _print(request: HttpRequest, place: Place) -> HttpResponse:
    """What a reader of this place sees of each, and no more than on its pages."""
    asked = read_query(request.GET)
    result = search(asked.filters, reader=place.reader)
    shown = [
        what_is_shown(member, place.reader) for member in result.members.for_cards()[:MAX_PRINTED]
    ]
    base = place.list_url
    context = {
        "place": place,
        "asked": asked,
        "cards": [{"seen": seen, "url": place.url_of(seen)} for seen in shown],
        "count": result.count,
        "most": MAX_PRINTED,
        "corrected": result.corrected,
        "filters": [chip["label"] for chip in chips(asked, result.options, base)],
        "back_url": asked.address(base),
        "csv_url": asked.address(place.csv_url),
    }
    response = render(request, "members/directory/print.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
