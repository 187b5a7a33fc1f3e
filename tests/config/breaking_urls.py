"""The addresses of the site, and some that break."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls
from config.urls import handler400, handler429, handler500

__all__ = ["handler400", "handler429", "handler500", "urlpatterns"]

ERRORS = {
    "panne": RuntimeError("broken on purpose"),
    "base-absente": OperationalError("the database is away"),
    "connexion-coupee": InterfaceError("the connection is closed"),
    "suspect": SuspiciousOperation("a strange request"),
    "interdit": PermissionDenied("not for you"),
}


def broken(request: HttpRequest, name: str) -> HttpResponse:
    raise ERRORS[name]


urlpatterns = [path("essai/<str:name>/", broken), *urls.urlpatterns]
