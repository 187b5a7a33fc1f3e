"""How the links of rich texts are drawn."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from pages.links import pages_by_id


class SitePageLinkHandler(PageLinkHandler):
    """Links of rich texts; a page that is gone or not published leaves its words without link."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Page | None]:
        found = pages_by_id(attrs.get("id", "") for attrs in attrs_list)
        return [found.get(int(attrs["id"])) if attrs.get("id") else None for attrs in attrs_list]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        pages = [page if page and page.live else None for page in cls.get_many(attrs_list)]
        return [f'<a href="{page.url}">' if page else "<a>" for page in pages]
