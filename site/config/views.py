"""Health probes, error pages and the files people uploaded."""

from __future__ import annotations

import mimetypes
import posixpath
import secrets
import sys
from pathlib import PurePosixPath

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseServerError,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from club.notifications.heartbeat import is_worker_alive

# The only folders of the media storage that anyone may read.
PUBLIC_MEDIA = ("images/", "spaces/")
RETRY_AFTER_SECONDS = 30
RATE_LIMIT_SECONDS = 60


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_cache() -> None:
    if hasattr(cache, "ping"):
        cache.ping()
    token = secrets.token_hex(8)
    cache.set("readyz", token, 10)
    if cache.get("readyz") is None:
        raise RuntimeError("the cache forgets at once")


def _check_storage() -> None:
    name = default_storage.save(f"probes/{secrets.token_hex(8)}", ContentFile(b"probe"))
    try:
        with default_storage.open(name) as handle:
            if handle.read() != b"probe":
                raise RuntimeError("the storage does not give back what it was given")
    finally:
        default_storage.delete(name)


def _worker_state() -> str:
    try:
        return "ok" if is_worker_alive() else "none"
    except DatabaseError:
        return "unknown"


PROBES = {"database": _check_database, "cache": _check_cache, "storage": _check_storage}


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Each part the site stands on, tried for real: 200 when all answer, 503 otherwise."""
    answers: dict[str, str] = {}
    for name, probe in PROBES.items():
        try:
            probe()
            answers[name] = "ok"
        except Exception as error:
            answers[name] = f"failed: {type(error).__name__}"
    ready = all(answer == "ok" for answer in answers.values())
    # Told but not counted: pages are served, and mails wait safely, while no worker lives.
    answers["worker"] = _worker_state()
    return JsonResponse({"ready": ready, **answers}, status=200 if ready else 503)


@require_safe
def public_media(request: HttpRequest, path: str) -> FileResponse:
    """An uploaded public file: image renditions and photographs of the spaces, nothing else."""
    clean = posixpath.normpath(path)
    if clean != path or not clean.startswith(PUBLIC_MEDIA):
        raise Http404("Ce fichier n’est pas public.")
    try:
        handle = default_storage.open(clean)
    except (OSError, ValueError) as error:
        raise Http404("Ce fichier n’existe pas.") from error
    content_type = mimetypes.guess_type(clean)[0] or "application/octet-stream"
    response = FileResponse(handle, content_type=content_type, filename=PurePosixPath(clean).name)
    response["Cache-Control"] = "public, max-age=2592000"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, from a template that reads neither the request nor the database."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, when someone (or their neighbours behind one address) asks too often."""
    response = HttpResponse(render_to_string("429.html"), status=429)
    response["Retry-After"] = str(RATE_LIMIT_SECONDS)
    add_never_cache_headers(response)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After while the database is away. No template here reads a database.

    Django calls this while it handles the exception, wherever it was raised: in a view, in a
    template or in a middleware.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        connection.close()
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    else:
        response = HttpResponseServerError(render_to_string("500.html"))
    add_never_cache_headers(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without its token: most often cookies refused or a page open for too long."""
    return HttpResponseForbidden(render_to_string("403_csrf.html"))
