"""A small tree of pages, published unless told otherwise."""

from datetime import date
from itertools import count
from typing import Any

from wagtail.models import Page, PageViewRestriction, Site

from club.telecentres.models import Telecentre
from pages.models import (
    ArticlePage,
    HomePage,
    NewsIndexPage,
    SiteMapPage,
    StandardPage,
    TelecentreIndexPage,
    TelecentrePage,
)
from tests.club.telecentres.factories import OpeningHoursFactory, SpaceFactory, TelecentreFactory

_numbers = count(1)


def make_home() -> HomePage:
    """The home page of the default site, alone under the root."""
    root = Page.get_first_root_node()
    home = HomePage(title="Accueil", slug="accueil", heading="Dix lieux pour travailler")
    root.add_child(instance=home)
    Site.objects.update(root_page=home, hostname="testserver", port=80, is_default_site=True)
    Site.objects.first().save()  # tells Wagtail to forget the addresses it remembers
    Page.objects.filter(depth=2).exclude(pk=home.pk).first().delete()
    return HomePage.objects.get(pk=home.pk)


def add(parent: Page, page: Page) -> Any:
    """Put a page under another (read anew: its count of children is stale) and return it."""
    Page.objects.get(pk=parent.pk).specific.add_child(instance=page)
    return page


def make_standard(parent: Page, title: str = "Le programme", **fields: Any) -> StandardPage:
    number = next(_numbers)
    return add(
        parent,
        StandardPage(
            **({"title": title, "slug": f"page-{number}", "show_in_menus": True} | fields)
        ),
    )


def make_news(home: HomePage) -> NewsIndexPage:
    return add(home, NewsIndexPage(title="Actualités", slug="actualites", show_in_menus=True))


def make_article(index: NewsIndexPage, *, tags: tuple[str, ...] = (), **fields: Any) -> ArticlePage:
    number = next(_numbers)
    told = {
        "title": f"Article {number}",
        "slug": f"article-{number}",
        "published_on": date(2026, 5, 1),
        "introduction": "Une nouvelle.",
        "body": [("text", "<p>Du texte.</p>")],
    }
    article = add(index, ArticlePage(**(told | fields)))
    article.tags.add(*tags)
    article.save()
    return article


def make_site_map(home: HomePage) -> SiteMapPage:
    return add(home, SiteMapPage(title="Plan du site", slug="plan-du-site"))


def make_telecentre_index(home: HomePage) -> TelecentreIndexPage:
    return add(
        home, TelecentreIndexPage(title="Télécentres", slug="telecentres", show_in_menus=True)
    )


def make_telecentre_page(
    index: TelecentreIndexPage, telecentre: Telecentre | None = None, **fields: Any
) -> TelecentrePage:
    """The page of a centre; by default of a new one, with a desk and hours."""
    if telecentre is None:
        telecentre = TelecentreFactory()
        SpaceFactory(telecentre=telecentre)
        OpeningHoursFactory(telecentre=telecentre)
    told = {"title": telecentre.name, "slug": telecentre.slug, "telecentre": telecentre}
    return add(index, TelecentrePage(**(told | fields)))


def make_private(page: Page) -> None:
    """Only who knows the password may read it."""
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
