"""The page of a signed link: what it would do, a button, and what was done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from club.notifications.links import (
    ALREADY,
    ActionRefused,
    ExpiredLink,
    Onward,
    UnknownLink,
    describe_link,
    follow_link,
    has_served,
    read_link,
)


# Without a CSRF token: the link itself is the secret that no other site knows, and the mail
# programs that send the one-click POST of RFC 8058 have no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_link(request: HttpRequest, token: str) -> HttpResponse:
    """/r/<token>/"""
    try:
        link = read_link(token)
        if request.method == "POST":
            done = follow_link(link)
            if isinstance(done, Onward):
                return _private(redirect(done.url))
            return _page(request, "done", text=done)
        if has_served(link):
            return _page(request, "done", text=ALREADY)
        return _page(request, "confirm", description=describe_link(link))
    except UnknownLink as error:
        raise Http404("No such link.") from error
    except ExpiredLink:
        return _page(request, "expired", status=410)
    except ActionRefused as refusal:
        return _page(request, "refused", status=409, text=str(refusal), steps=refusal.steps)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return _private(render(request, f"notifications/link_{name}.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    # The address is a key: no other site hears of it, no index keeps it.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
