"""The public catalogue « /annuaire/ » and the directory of the club « /club/annuaire/ ».

They are the same pages for two kinds of reader. The catalogue shows anyone what a visitor sees,
members too: it has no cookie, and may be kept by the page cache.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from club.members.directory import search
from club.members.directory_exports import csv_lines
from club.members.directory_places import CATALOGUE, DIRECTORY, Place
from club.members.directory_query import CARDS, LIST, Asked, read_query
from club.members.directory_shown import chips, facets, kilometres, person_data
from club.members.models import Member
from club.members.perms import active_member_required
from club.members.vcard import vcard
from club.members.visibility import SeenMember, found_by, what_is_shown

PER_PAGE = 24


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """« /annuaire/ »."""
    return _list(request, CATALOGUE)


@active_member_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """« /club/annuaire/ »."""
    return _list(request, DIRECTORY)


@require_safe
def catalogue_csv(request: HttpRequest) -> StreamingHttpResponse:
    return _csv(request, CATALOGUE)


@active_member_required
@require_safe
def directory_csv(request: HttpRequest) -> StreamingHttpResponse:
    return _csv(request, DIRECTORY)


@require_safe
def catalogue_member(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The public page of a member; a name that changed leads to its new address."""
    _member, seen = _find(pk, CATALOGUE)
    address = CATALOGUE.url_of(seen)
    if request.path != address:
        return redirect(address, permanent=True)
    absolute = request.build_absolute_uri(address)
    metadata = {"canonical": absolute, "card": [], "data": person_data(seen, absolute)}
    return _member_page(request, CATALOGUE, seen, metadata=metadata)


@active_member_required
@require_safe
def directory_member(request: HttpRequest, pk: int) -> HttpResponse:
    """A member as the club sees them, for themself too."""
    member, seen = _find(pk, DIRECTORY)
    return _member_page(request, DIRECTORY, seen, is_self=member.user_id == request.user.pk)


@require_safe
def catalogue_vcard(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _vcard(request, CATALOGUE, pk)


@active_member_required
@require_safe
def directory_vcard(request: HttpRequest, pk: int) -> HttpResponse:
    return _vcard(request, DIRECTORY, pk)


# Whatever is in the address: `read_query` takes out what no page and no database can hold.
for _view in (catalogue, directory, catalogue_csv, directory_csv):
    _view.cleans_text = True  # type: ignore[attr-defined]


def _list(request: HttpRequest, place: Place) -> HttpResponse:
    asked = read_query(request.GET)
    result = search(asked.filters, reader=place.reader)
    page = Paginator(range(result.count), PER_PAGE).get_page(asked.page)
    members = result.cards(page.object_list.start, page.object_list.stop)
    shown = [what_is_shown(member, place.reader) for member in members]
    base = place.list_url
    context = {
        "place": place,
        "asked": asked,
        "layout": asked.layout,
        "cards": [{"seen": seen, "url": place.url_of(seen)} for seen in shown],
        "count": result.count,
        "corrected": result.corrected,
        "corrected_url": asked.saying(result.corrected).address(base),
        "facets": facets(result.options),
        "kilometres": kilometres(asked, result.options),
        "chips": chips(asked, result.options, base),
        "layouts": [
            {"label": "Cartes", "url": _in(CARDS, asked, base), "is_current": asked.layout != LIST},
            {"label": "Liste", "url": _in(LIST, asked, base), "is_current": asked.layout == LIST},
        ],
        "csv_url": asked.address(place.csv_url),
        "print_url": asked.address(place.print_url),
        "page_number": page.number,
        "page_count": page.paginator.num_pages,
        "paginator_links": _links(page, asked, base),
        "previous_url": _near(page, asked, base, -1),
        "next_url": _near(page, asked, base, 1),
        "metadata": {"canonical": request.build_absolute_uri(base), "card": [], "data": ""},
    }
    response = render(request, "members/directory/list.html", context)
    if asked.parameters():
        response["X-Robots-Tag"] = "noindex"
    return response


def _csv(request: HttpRequest, place: Place) -> StreamingHttpResponse:
    """The whole answer, not its page only."""
    members = search(read_query(request.GET).filters, reader=place.reader).members

    def url_of(seen: SeenMember) -> str:
        return request.build_absolute_uri(place.url_of(seen))

    return StreamingHttpResponse(
        csv_lines(members, reader=place.reader, url_of=url_of),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="annuaire.csv"',
            "X-Robots-Tag": "noindex",
        },
    )


def _find(pk: int, place: Place) -> tuple[Member, SeenMember]:
    """A member that such a reader finds; to others it must not be known that they exist."""
    member = found_by(place.reader).for_cards().filter(pk=pk).first()
    if member is None:
        raise Http404
    return member, what_is_shown(member, place.reader)


def _member_page(request: HttpRequest, place: Place, seen: SeenMember, **more: Any) -> HttpResponse:
    context = {"place": place, "seen": seen, "card_url": place.card_url_of(seen), **more}
    return render(request, "members/directory/member.html", context)


def _vcard(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    _member, seen = _find(pk, place)
    card = vcard(seen, url=request.build_absolute_uri(place.url_of(seen)))
    return HttpResponse(
        card,
        headers={
            "Content-Type": "text/vcard; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{place.slug_of(seen)}.vcf"',
            "X-Robots-Tag": "noindex",
        },
    )


def _in(layout: str, asked: Asked, base: str) -> str:
    return asked.in_layout(layout).address(base)


def _near(page: Page, asked: Asked, base: str, step: int) -> str:
    """The address of the page before or after; empty when there is none."""
    number = page.number + step
    return asked.address(base, page=number) if 1 <= number <= page.paginator.num_pages else ""


def _links(page: Page, asked: Asked, base: str) -> list[dict[str, Any]]:
    return [
        {
            "label": str(number),
            "url": None if number == Paginator.ELLIPSIS else asked.address(base, page=int(number)),
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]
