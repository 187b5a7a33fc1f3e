"""What the frame of every page shows: the menu, the footer, the notices.

Read once per change of the site (see `club.telecentres.freshness`) and once per request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, Site

from club.telecentres.freshness import remembered
from club.telecentres.models import Notice
from pages.querysets import open_to_all


@dataclass(frozen=True)
class Child:
    """A published child of the home page."""

    title: str
    slug: str
    url: str
    path: str
    show_in_menus: bool


@dataclass(frozen=True)
class Frame:
    """Three queries when something changed, none otherwise."""

    children: tuple[Child, ...]
    settings: Any
    coming_notices: tuple[Notice, ...]

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The frame of the site that answers this request."""
        if not hasattr(request, "_frame"):
            site = Site.find_for_request(request)
            host = site.pk if site else 0
            request._frame = remembered(f"frame-{host}", lambda: cls._read(site))  # type: ignore[attr-defined]
        return request._frame  # type: ignore[attr-defined]

    @classmethod
    def _read(cls, site: Site | None) -> Self:
        from pages.models import NetworkSettings

        if site is None:
            return cls((), NetworkSettings(), ())
        root = site.root_page
        children = tuple(
            Child(page.title, page.slug, page.get_url() or "", page.path, page.show_in_menus)
            for page in open_to_all(Page.objects.child_of(root)).order_by("path")
        )
        notices = Notice.objects.filter(ends_at__gt=timezone.now()).select_related("telecentre")
        return cls(children, NetworkSettings.for_site(site), tuple(notices))

    def url_of(self, slug: str) -> str:
        """The address of a published child of the home page, or an empty string."""
        return next((child.url for child in self.children if child.slug == slug), "")

    def notices_at(self, moment: datetime, *, telecentre_id: int | None = None) -> list[Notice]:
        """The notices of the whole site (or of one centre) at an instant, the gravest first."""
        gravity = ("ALERT", "WARNING", "INFO")
        shown = [
            notice
            for notice in self.coming_notices
            if notice.telecentre_id == telecentre_id and notice.starts_at <= moment < notice.ends_at
        ]
        return sorted(shown, key=lambda notice: (gravity.index(notice.severity), notice.starts_at))
