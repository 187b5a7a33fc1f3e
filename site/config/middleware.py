"""The project's own middleware, in the order of settings.MIDDLEWARE."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDictKeyError

from config.doors import AccountDoor
from config.views import bad_request

GetResponse = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Give each request an identifier, kept from the proxy when it sent a well-formed one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        # Not unbound afterwards: Django logs a 4xx once the middleware have all returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """One strict policy everywhere; scripts and styles written in the page under /gestion/ only.

    Wagtail's date pickers start from inline scripts (measured on 8.0.1).
    """

    RELAXED = {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
    }

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(settings.WAGTAIL_ADMIN_PATH):
            parts.replace = self.RELAXED | (parts.replace or {})
        return parts


class RefuseBrokenTextMiddleware:
    """Refuse a NUL or an undecodable byte in the address, a NUL in a cookie, a form not in UTF-8.

    No database can hold either. A view that cleans what it reads says so: `cleans_text = True`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before anything that looks for such a session or such a page, even to write the refusal.
        nul_in_cookie = any("\x00" in cookie for cookie in request.COOKIES.values())
        if nul_in_cookie or is_broken(request.path_info):
            raise BadRequest("A NUL or an undecodable byte in the address or in a cookie.")
        # Python knows « encodings » that decode no bytes (rot13, hex): reading a form would break.
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            raise BadRequest("Forms are read in UTF-8 only.")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: object) -> None:
        if getattr(view, "cleans_text", False):
            return
        for key, values in request.GET.lists():
            if is_broken(key, *values):
                raise BadRequest("A NUL or an undecodable byte in the query.")


def is_broken(*texts: str) -> bool:
    """Whether one of them holds a NUL, or what stands for bytes that are not UTF-8."""
    return any("\x00" in text or "�" in text for text in texts)


class PrivateResponsesMiddleware:
    """Pages of a person who is logged in are kept by no cache, not even the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        carries_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if (carries_session and request.user.is_authenticated) or response.cookies:
            patch_cache_control(response, private=True, no_store=True)
        return response


class BackOfficeMiddleware:
    """Tell an account without rights « not for you », and a form cut short « not understood ».

    Wagtail and Django's admin send the first to the log-in page, which sends whoever is logged in
    back to them: an endless round. Wagtail breaks on the second.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: object) -> None:
        if getattr(view, "view_class", None) is AccountDoor:
            return
        for prefix, may_enter in BACK_OFFICES.items():
            if request.path.startswith(prefix):
                user = request.user
                if user.is_authenticated and not may_enter(user):
                    raise PermissionDenied("This account has no rights in the back office.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        cut_short = isinstance(exception, MultiValueDictKeyError)
        if cut_short and request.path.startswith(settings.WAGTAIL_ADMIN_PATH):
            return bad_request(request, exception)
        return None


BACK_OFFICES: dict[str, Callable[[Any], bool]] = {
    settings.WAGTAIL_ADMIN_PATH: lambda user: user.has_perm("wagtailadmin.access_admin"),
    "/django-admin/": lambda user: user.is_staff,
}
