"""The frame of every page: navigation, footer, banners."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from club.notifications.models import Notification
from club.telecentres.models import Notice
from pages.frame import Frame
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

    @property
    def is_development_banner(self) -> bool:
        """Whether to tell this person that two-factor authentication is off here."""
        user = self._request.user
        return (
            not settings.STAFF_TWO_FACTOR_REQUIRED
            and user.is_authenticated
            and user.has_perm("wagtailadmin.access_admin")
        )

    @cached_property
    def unread_count(self) -> int:
        """How many notifications wait for this person. One query; none for a stranger."""
        user = self._request.user
        return Notification.objects.unread_count(user) if user.is_authenticated else 0

    @property
    def notices(self) -> list[Notice]:
        """The notices shown on the whole site at this instant."""
        return self._frame.notices_at(timezone.now())

    @property
    def settings(self) -> NetworkSettings:
        return self._frame.settings

    @property
    def navigation(self) -> list[dict[str, Any]]:
        """The menu: the children of the home page that editors put in it, in their order."""
        return [
            {
                "label": child.title,
                "url": child.url,
                "is_current": self._request.path.startswith(child.url),
            }
            for child in self._frame.children
            if child.show_in_menus
        ]

    @property
    def legal_links(self) -> list[dict[str, Any]]:
        """The links of the footer, in the order of LEGAL_SLUGS."""
        by_slug = {child.slug: child for child in self._frame.children}
        return [
            {"label": by_slug[slug].title, "url": by_slug[slug].url}
            for slug in LEGAL_SLUGS
            if slug in by_slug
        ]

    @property
    def _frame(self) -> Frame:
        return Frame.of(self._request)
