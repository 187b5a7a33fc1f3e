"""Every answer carries the same protection, whoever gives it."""

import pytest
from django.test import Client

from club.users.models import User

SELF = ["'self'"]
STRICT = {
    "default-src": ["'none'"],
    "script-src": SELF,
    "style-src": SELF,
    "img-src": ["'self'", "data:"],
    "font-src": SELF,
    "connect-src": SELF,
    "media-src": SELF,
    "manifest-src": SELF,
    "form-action": SELF,
    "base-uri": ["'none'"],
    "frame-src": SELF,
    "frame-ancestors": SELF,
}
RELAXED = STRICT | {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}

# kind: (status, address, headers of the request)
ANSWERS = {
    "page": (200, "/compte/connexion/", {}),
    "probe": (200, "/healthz", {}),
    "not found": (404, "/rien-de-tel/", {}),
    "not found, no slash": (301, "/rien-de-tel", {}),
    "forbidden": (403, "/essai/interdit/", {}),
    "method": (405, "/club/notifications/", {}),
    "NUL": (400, "/?q=%00", {}),
    "suspect": (400, "/essai/suspect/", {}),
    "wrong host": (400, "/healthz/..", {"host": "voleur.example"}),
    "broken": (500, "/essai/panne/", {}),
    "database away": (503, "/essai/base-absente/", {}),
    "connection cut": (503, "/essai/connexion-coupee/", {}),
    "to the log-in page": (302, "/club/", {}),
    "door": (302, "/django-admin/login/", {}),
    "static file": (200, "/static/essai.css", {}),
}


def policy_of(response) -> dict[str, list[str]]:
    told = response.headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in told.split(";")}


@pytest.fixture
def static_file(settings, tmp_path) -> None:
    (tmp_path / "essai.css").write_text("body {}")
    settings.STATIC_ROOT = tmp_path


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_kind_of_answer_is_protected(visitor, db, static_file, kind):
    status, address, headers = ANSWERS[kind]
    if kind == "method":
        visitor.force_login(User.objects.create_user("lea@essai.example"))
        response = visitor.post(address)
    else:
        response = visitor.get(address, headers=headers)
    if response.streaming:
        b"".join(response.streaming_content)

    assert response.status_code == status
    assert policy_of(response) == STRICT
    assert {name: response.headers.get(name) for name in OTHERS} == OTHERS
    assert len(response.headers["X-Request-ID"]) == 32


def test_the_back_office_alone_may_run_scripts_of_its_pages(client, admin_user):
    client.force_login(admin_user)

    assert policy_of(client.get("/gestion/")) == RELAXED
    for address in ("/django-admin/", "/club/", "/gestionnaire/", "/rien/"):
        assert policy_of(client.get(address)) == STRICT


def test_a_redirect_to_https_is_protected_too(settings):
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/club/")

    assert response.headers["Location"] == "https://testserver/club/"
    assert policy_of(response) == STRICT


def test_pages_of_a_person_are_kept_by_no_cache(client, db):
    client.force_login(User.objects.create_user("lea@essai.example"))

    for address in ("/club/", "/rien/", "/gestion/", "/compte/adresse/"):
        directives = set(client.get(address).headers["Cache-Control"].split(", "))
        assert {"private", "no-store"} <= directives


def test_an_answer_that_sets_a_cookie_is_kept_by_no_cache(client, db):
    response = client.get("/compte/connexion/")

    assert list(response.cookies) == ["csrftoken"]
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    "address", ["/", "/rien/", "/actualites/", "/flux/actualites.atom", "/healthz", "/robots.txt"]
)
def test_reading_sets_no_cookie(client, db, address):
    assert dict(client.get(address).cookies) == {}
