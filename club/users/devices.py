"""Browsers that an account has logged in from, and what a browser says of itself.

Everyone in a télécentre has one public address: a stranger's wrong passwords, or a neighbour's,
must not keep a member out. A browser that has logged in to an account once is counted by itself
from then on (OWASP's « device cookies »).
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE_AGE = 180 * 24 * 3600  # seconds
ACCOUNTS_KEPT = 9  # a computer that a télécentre lends has many users
SALT = "club.users.devices"
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def cookie_name() -> str:
    """`__Host-browser` where cookies are secure, `browser` elsewhere."""
    return "__Host-browser" if settings.SESSION_COOKIE_SECURE else "browser"


def _mark(email: str) -> str:
    """What the cookie holds for an account: nobody who opens the browser reads an address in it."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """The browser's own name and the marks of its accounts; a new name when it has none."""
    try:
        name, marks = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=COOKIE_AGE
        )
    except signing.BadSignature:
        return secrets.token_urlsafe(12), []
    return name, marks


def known_browser(request: HttpRequest, email: str) -> str:
    """The name of this browser if the account of `email` has logged in from it, or nothing."""
    name, marks = _read(request)
    return name if _mark(email) in marks else ""


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Note in the browser that this account has logged in from it, with ACCOUNTS_KEPT others."""
    name, marks = _read(request)
    others = [mark for mark in marks if mark != _mark(email)][:ACCOUNTS_KEPT]
    response.set_cookie(
        cookie_name(),
        signing.dumps([name, [_mark(email), *others]], salt=SALT),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def in_words(user_agent: str) -> str:
    """« Firefox sur Windows », from what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Navigateur inconnu")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} sur {system}" if system else browser
