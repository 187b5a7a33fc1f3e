"""Whole pages kept for anonymous readers, compressed, answered before any other middleware.

An entry is found under a version shared by all processes; any change of what pages show draws a
new version once its transaction is committed, so that no reader sees the page as it was. A page
is rendered under the version read before it, so a change that comes meanwhile leaves it unread.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
from collections.abc import Callable
from typing import Any

import brotli
import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.utils.cache import patch_vary_headers

from club.telecentres.freshness import current_version, draw_version, renew_version

logger = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

# Seconds an entry lives: « ouvert jusqu’à 18 h » and notices that end are at most this late.
LIFETIME = 60
# Only addresses whose query holds nothing else are kept, so that no one fills the cache at will.
KNOWN_PARAMETERS = frozenset(
    {"page", "annee", "etiquette", "jour", "equipement", "ouvert", "libre"}
)
MAX_ADDRESS = 300  # characters
KEPT_TYPES = ("text/html", "application/atom+xml", "application/xml", "text/plain")
# Never kept: what belongs to a person, to the back office, or to another cache.
PRIVATE_PREFIXES = (
    "/compte/",
    "/club/",
    "/r/",
    "/animation/",
    "/flux/reservations/",
    "/gestion/",
    "/django-admin/",
    "/static/",
    "/media/",
    "/documents/",
    "/recherche/",
    "/healthz",
    "/readyz",
)
# Models whose rows pages show: « app_label », or « app_label.Model ».
SHOWN = frozenset(
    {
        "pages",
        "telecentres",
        "bookings.BookingRules",  # slots that are held draw a version themselves
        "members.Member",
        "members.TaggedSkill",
        "members.Skill",
        "members.Organisation",
        "wagtailimages",
        "wagtaildocs",
        "wagtailredirects",
        "wagtailcore.Page",
        "wagtailcore.Site",
        "wagtailcore.PageViewRestriction",
    }
)
SHOWN_OF_USERS = frozenset({"public_name", "is_active"})


def _on_change(sender: Any, **kwargs: Any) -> None:
    meta = sender._meta
    if meta.app_label in SHOWN or meta.label in SHOWN:
        renew_version()
    elif meta.label == "users.User":
        fields = kwargs.get("update_fields")
        if fields is None or not SHOWN_OF_USERS.isdisjoint(fields):
            renew_version()


def connect() -> None:
    """Watch what pages show. Called once, when the project starts."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_on_change, dispatch_uid=f"page-cache-{id(signal)}")


def accepted_encoding(request: HttpRequest) -> str:
    """The best of br and gzip that the client accepts; an empty string for neither."""
    offered = {
        part.split(";")[0].strip(): part.replace(" ", "")
        for part in request.headers.get("Accept-Encoding", "").lower().split(",")
    }
    for name in ("br", "gzip"):
        if name in offered and ";q=0" not in offered[name].replace(";q=0.", ";q=."):
            return name
    return ""


class PageCacheMiddleware:
    """Answer anonymous GETs from the cache, and keep what may be kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._may_be_kept(request):
            return self.get_response(request)
        try:
            version = current_version()
            key = self._key(request, version)
            entry = cache.get(key) if key else None
        except DisallowedHost:
            return self.get_response(request)
        except Exception:  # each cache has errors of its own: the site answers, slower
            logger.warning("page_cache_away", exc_info=True)
            return self.get_response(request)
        if version is None:
            draw_version()
        if entry is not None:
            return self._answer(request, entry)
        response = self.get_response(request)
        if key is None or not self._keeps(response):
            return response
        entry = self._entry(request, response)
        with contextlib.suppress(Exception):  # a cache that is away: answered all the same
            cache.set(key, entry, LIFETIME)
        return self._answer(request, entry)

    def _may_be_kept(self, request: HttpRequest) -> bool:
        return (
            request.method == "GET"
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and "messages" not in request.COOKIES
            and not request.path_info.startswith(PRIVATE_PREFIXES)
            and len(request.get_full_path()) <= MAX_ADDRESS
            and KNOWN_PARAMETERS.issuperset(QueryDict(request.META.get("QUERY_STRING", "")))
        )

    def _key(self, request: HttpRequest, version: str | None) -> str | None:
        """None until a version stands: what is rendered before it might be old already."""
        if version is None:
            return None
        parts = (
            version,
            request.scheme or "",
            request.get_host(),
            request.get_full_path(),
            accepted_encoding(request),
        )
        return "page-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _keeps(self, response: HttpResponse) -> bool:
        control = response.get("Cache-Control", "")
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and response.get("Content-Type", "").startswith(KEPT_TYPES)
            and not any(word in control for word in ("no-store", "private", "no-cache"))
            and not response.has_header("Content-Encoding")
        )

    def _entry(self, request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        body = response.content
        encoding = accepted_encoding(request)
        if encoding == "br":
            body = brotli.compress(body, quality=5)
        elif encoding == "gzip":
            body = gzip.compress(body, compresslevel=6, mtime=0)
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(body))
        response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        # Browsers and proxies ask again each time, and get a 304 when nothing changed.
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return {"body": body, "headers": dict(response.items())}

    def _answer(self, request: HttpRequest, entry: dict[str, Any]) -> HttpResponse:
        headers = entry["headers"]
        known = request.headers.get("If-None-Match", "")
        if headers["ETag"] in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
            kept = ("ETag", "Cache-Control", "Vary", "Content-Security-Policy")
            return HttpResponse(
                status=304, headers={name: headers[name] for name in kept if name in headers}
            )
        return HttpResponse(entry["body"], headers=headers)
