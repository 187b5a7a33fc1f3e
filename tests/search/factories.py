"""Published pages for the tests of the search, under one home page."""

from __future__ import annotations

from datetime import date
from typing import Any

from wagtail.models import Page, Site

from pages.models import ArticlePage, HomePage, NewsIndexPage, StandardPage


def make_home() -> HomePage:
    """The home page of the only site, instead of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    home = HomePage(title="Accueil", slug="accueil", heading="Un réseau de lieux")
    root.add_child(instance=home)
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    return home


def make_page(parent: Page, title: str, *, text: str = "", **fields: Any) -> StandardPage:
    fields.setdefault("slug", f"page-{Page.objects.count()}")
    body = [{"type": "text", "value": f"<p>{text}</p>"}] if text else []
    page = StandardPage(title=title, body=body, **fields)
    parent.add_child(instance=page)
    return page


def make_news(home: Page) -> NewsIndexPage:
    index = NewsIndexPage(title="Actualités", slug="actualites")
    home.add_child(instance=index)
    return index


def make_article(index: Page, title: str, *, day: date, text: str = "", **fields: Any) -> Any:
    page = ArticlePage(
        title=title,
        slug=f"article-{Page.objects.count()}",
        published_on=day,
        body=[{"type": "text", "value": f"<p>{text or title}</p>"}],
        **fields,
    )
    index.add_child(instance=page)
    return page
