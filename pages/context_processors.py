"""The frame of every page: navigation, footer, banners."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from club.telecentres.models import Notice
from pages.models import NetworkSettings

# The legal pages that the footer names, by slug, in this order.
LEGAL_SLUGS = (
    "mentions-legales",
    "donnees-personnelles",
    "accessibilite",
    "plan-du-site",
    "contact",
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """`chrome` in templates; empty under the back office, which has a frame of its own."""
    if request.path.startswith((settings.WAGTAIL_ADMIN_PATH, "/django-admin/")):
        return {}
    return {"chrome": _Chrome(request)}


class _Chrome:
    """Read lazily: a template that shows no frame makes no query."""

    name = settings.WAGTAIL_SITE_NAME

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._known: dict[str, Any] = {}

    @property
    def is_development_banner(self) -> bool:
        """Whether to tell this person that two-factor authentication is off here."""
        user = self._request.user
        return (
            not settings.STAFF_TWO_FACTOR_REQUIRED
            and user.is_authenticated
            and user.has_perm("wagtailadmin.access_admin")
        )

    @property
    def notices(self) -> list[Notice]:
        """The notices shown on the whole site at this instant. One query."""
        now = timezone.now()
        return self._once("notices", lambda: list(Notice.objects.site_wide().shown_at(now)))

    @property
    def settings(self) -> NetworkSettings:
        return self._once("settings", lambda: NetworkSettings.for_request(self._request))

    @property
    def navigation(self) -> list[dict[str, Any]]:
        return self._once("pages", self._pages)[0]

    @property
    def legal_links(self) -> list[dict[str, Any]]:
        return self._once("pages", self._pages)[1]

    def _once(self, name: str, read: Any) -> Any:
        if name not in self._known:
            self._known[name] = read()
        return self._known[name]

    def _pages(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """One query for the menu and the footer: the published children of the home page."""
        site = Site.find_for_request(self._request)
        if site is None:
            return [], []
        children = list(site.root_page.get_children().live().public())
        path = self._request.path
        menu = [
            {
                "label": page.title,
                "url": page.get_url(self._request),
                "is_current": path.startswith(f"/{page.slug}/"),
            }
            for page in children
            if page.show_in_menus
        ]
        by_slug = {page.slug: page for page in children}
        legal = [
            {"label": by_slug[slug].title, "url": by_slug[slug].get_url(self._request)}
            for slug in LEGAL_SLUGS
            if slug in by_slug
        ]
        return menu, legal
