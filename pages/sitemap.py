"""The list of public pages for search engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from pages.querysets import open_to_all


class PublicPages(Sitemap):
    """Published pages that anyone may read, under the home page. Two queries a thousand pages."""

    limit = 1000

    def __init__(self, request: HttpRequest) -> None:
        self.site = Site.find_for_request(request)

    def items(self) -> QuerySet[Page]:
        if self.site is None:
            return Page.objects.none()
        tree = Page.objects.descendant_of(self.site.root_page, inclusive=True)
        return open_to_all(tree).order_by("path")

    def location(self, item: Any) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: Any) -> datetime | None:
        return item.last_published_at


class PublicViews(Sitemap):
    """The lists that are no Wagtail page. A person who chose to be in the catalogue is reached from
    it, and is named here by no one: who leaves it then leaves the engines with it."""

    def items(self) -> list[str]:
        return ["catalogue:list"]

    def location(self, item: Any) -> str:
        return reverse(item)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What robots may read, and where the site map is."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap_url": address}, content_type="text/plain")


@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The site map in the sitemaps.org format."""
    return sitemap(request, {"pages": PublicPages(request), "views": PublicViews()})
