"""« Vos calendriers »: secret addresses and how to use them; and what these addresses answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.bookings.feeds import (
    close_feed,
    feed_of,
    feed_version,
    find_feed,
    read_feed,
    renew_feed,
)
from club.bookings.feeds_forms import PlaceForm
from club.bookings.models import CalendarFeed
from club.members.perms import may_read_club
from club.telecentres.models import Telecentre
from club.users.visitors import user_of

LIST = "booking_feeds:list"


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Read by programs: no session is looked at, the address is the right to read."""
    feed = find_feed(token)
    if feed is None:
        text = "Ce calendrier n’existe pas, ou son adresse a été renouvelée.\n"
        return _plain(HttpResponse(text, status=404, content_type="text/plain; charset=utf-8"))
    etag = f'"{feed_version(feed)}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        read_feed(feed), content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = etag
    return _plain(response)


def _plain(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"  # kept, but asked again each time
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feed_list(request: HttpRequest) -> HttpResponse:
    """The addresses of this account; a POST opens that of a place."""
    user: Any = request.user
    is_in_club = may_read_club(user)
    form = PlaceForm(request.POST or None) if is_in_club else None
    if form is not None and request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        key = "telecentre" if isinstance(place, Telecentre) else "space"
        feed_of(user, **{key: place})
        messages.success(request, f"{place}\u202f: l’adresse est prête, ci-dessous.")
        return redirect(LIST)
    feeds = CalendarFeed.objects.filter(user=user).select_related("telecentre", "space__telecentre")
    lines = [_line(request, feed) for feed in feeds.order_by("created_at", "pk")]
    context = {
        "form": form,
        "own": next((one for one in lines if one["is_own"]), None),
        "places": [one for one in lines if not one["is_own"]],
        "is_in_club": is_in_club,
    }
    return render(request, "bookings/feeds/list.html", context)


@login_required
@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """The address of one's own bookings, made when it is first asked for."""
    feed_of(user_of(request))
    messages.success(request, "Votre adresse est prête\u202f: copiez-la dans votre agenda.")
    return redirect(LIST)


@login_required
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    renew_feed(_mine(request, pk))
    messages.success(
        request,
        "L’adresse est renouvelée\u202f: l’ancienne ne répond plus. Mettez la nouvelle dans votre "
        "agenda.",
    )
    return redirect(LIST)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    close_feed(_mine(request, pk))
    messages.success(request, "Ce calendrier est retiré\u202f: son adresse ne répond plus.")
    return redirect(LIST)


def _mine(request: HttpRequest, pk: int) -> CalendarFeed:
    return get_object_or_404(CalendarFeed, pk=pk, user=request.user)


def _line(request: HttpRequest, feed: CalendarFeed) -> dict[str, Any]:
    path = reverse("calendar_feed", args=[feed.token])
    host = settings.BASE_URL.partition("://")[2]
    place = feed.space or feed.telecentre
    return {
        "feed": feed,
        "is_own": place is None,
        "name": _name(feed),
        "address": f"{settings.BASE_URL}{path}",
        "subscribe": f"webcal://{host}{path}",  # what a calendar on this device takes at once
    }


def _name(feed: CalendarFeed) -> str:
    if feed.space:
        return f"{feed.space.name}, {feed.space.telecentre.short_name}"
    return feed.telecentre.name if feed.telecentre else "Mes réservations"
