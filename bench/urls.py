from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400, handler500
from config.urls import urlpatterns as site_urlpatterns

__all__ = ["handler400", "handler500", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """What Django, our middleware and the server cost before any page is made."""
    return HttpResponse("Bonjour\n", content_type="text/plain")


urlpatterns = [path("bench/bare", bare), *site_urlpatterns]
