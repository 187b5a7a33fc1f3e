"""The tree of pages: made empty first, so that texts may link to one another, then filled."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, Site

from club.telecentres.models import Objective, Telecentre
from demo.load.files import read_folder, read_toml
from pages.models import (
    ArticlePage,
    ContactPage,
    HomePage,
    NetworkSettings,
    NewsIndexPage,
    SiteMapPage,
    StandardPage,
    TelecentreIndexPage,
    TelecentrePage,
)

KINDS: dict[str, type[Page]] = {
    "standard": StandardPage,
    "contact": ContactPage,
    "telecentre_index": TelecentreIndexPage,
    "news_index": NewsIndexPage,
    "site_map": SiteMapPage,
}
LINK = re.compile(r'<a href="page:([^"]+)">')


class _Tree:
    """Pages by address, as they are made; and those made just now, with what fills them."""

    def __init__(self) -> None:
        self.by_address: dict[str, Page] = {}
        self.new: list[tuple[Page, dict[str, Any]]] = []

    def add(self, address: str, page: Page, parent: Page, told: dict[str, Any]) -> None:
        standing = parent.get_children().filter(slug=page.slug).first()
        if standing is not None:
            self.by_address[address] = standing.specific
            return
        page.live = False
        parent.add_child(instance=page)
        self.by_address[address] = page
        self.new.append((page, told))

    def resolve(self, value: Any) -> Any:
        """Texts and blocks of a file, their links to addresses made links to pages."""
        if isinstance(value, str):
            return LINK.sub(lambda m: f'<a linktype="page" id="{self.id_of(m.group(1))}">', value)
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, dict):
            return {
                key: self.id_of(item) if key == "page" else self.resolve(item)
                for key, item in value.items()
            }
        return value

    def id_of(self, address: str) -> int:
        if address not in self.by_address:
            raise LookupError(f"No page at {address}")
        return int(self.by_address[address].pk)


def load_pages() -> None:
    """Make every page of site/demo/data/ that is missing; edited pages are left as they are."""
    tree = _Tree()
    files = sorted(read_folder("pages").values(), key=lambda told: (told["parent"], told["order"]))
    _load_home(tree, next(told for told in files if told["kind"] == "home"))
    for told in files:
        if told["kind"] == "home":
            continue
        parent = tree.by_address[told["parent"]]
        page = KINDS[told["kind"]](
            **_common(told),
            slug=told["slug"],
            show_in_menus=told["show_in_menus"],
        )
        if "show_contents" in told:
            page.show_contents = told["show_contents"]
        tree.add(f"{told['parent']}{told['slug']}/", page, parent, told)
    _load_centres(tree)
    _load_articles(tree)
    for page, told in tree.new:
        _fill(tree, page, told)
    _load_settings(tree.by_address["/"])


def _common(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": told["title"],
        "seo_title": told.get("seo_title", ""),
        "search_description": told.get("search_description", ""),
        "introduction": told["introduction"],
        "scene": told["scene"],
        "reviewed_on": timezone.localdate() - timedelta(days=told.get("reviewed_days_ago", 0)),
    }


def _load_home(tree: _Tree, told: dict[str, Any]) -> None:
    root = Page.get_first_root_node()
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(
            **_common(told),
            slug=f"{told['slug']}-demo",
            heading=told["heading"],
            testimony=told["testimony"],
            testimony_author=told["testimony_author"],
            testimony_role=told["testimony_role"],
        )
        tree.add("/", home, root, told)
        base = urlsplit(settings.BASE_URL)
        Site.objects.filter(is_default_site=True).delete()
        Site.objects.create(
            hostname=base.hostname or "localhost",
            port=base.port or (443 if base.scheme == "https" else 80),
            site_name=settings.WAGTAIL_SITE_NAME,
            root_page=home,
            is_default_site=True,
        )
        # The page « Welcome to your new Wagtail site! » that Wagtail's migrations make.
        for welcome in root.get_children().exclude(pk=home.pk):
            welcome.delete()
    tree.by_address["/"] = home


def _load_centres(tree: _Tree) -> None:
    details = read_folder("telecentres")
    parent = tree.by_address["/telecentres/"]
    for centre in Telecentre.objects.filter(slug__in=details).order_by("short_name"):
        told = details[centre.slug]
        page = TelecentrePage(
            title=centre.name,
            slug=centre.slug,
            telecentre=centre,
            introduction=told["introduction"],
            scene=told["scene"],
            search_description=told["introduction"].split(". ")[0][:154].rstrip(".") + ".",
        )
        tree.add(f"/telecentres/{centre.slug}/", page, parent, told)


def _load_articles(tree: _Tree) -> None:
    parent = tree.by_address["/actualites/"]
    objectives = {objective.number: objective for objective in Objective.objects.all()}
    for slug, told in read_folder("articles").items():
        page = ArticlePage(
            title=told["title"],
            slug=slug,
            published_on=told["published_on"],
            author_label=told["author"],
            introduction=told["introduction"],
            search_description=told["introduction"][:154],
            scene=told["scene"],
        )
        tree.add(f"/actualites/{slug}/", page, parent, told)
        if page.pk:
            page.tags.set(told["tags"])
            page.objectives = [objectives[number] for number in told["objectives"]]


def _fill(tree: _Tree, page: Page, told: dict[str, Any]) -> None:
    """Give the page its blocks, check them as the editor's form would, and publish it."""
    if "body" in told and hasattr(page, "body"):
        page.body = _stream(page, "body", tree.resolve(told["body"]))
    if told.get("doors"):
        doors = [
            {
                "type": "door",
                "value": {
                    "icon": door["icon"],
                    "title": door["title"],
                    "text": door["text"],
                    "page": tree.id_of(door["page"]),
                    "label": door["link_label"],
                },
            }
            for door in told["doors"]
        ]
        page.doors = _stream(page, "doors", doors)
    page.full_clean()
    page.save_revision().publish()
    if isinstance(page, ArticlePage):
        page.refresh_from_db()
        at = datetime.combine(page.published_on, time(8), tzinfo=UTC)
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = at
        page.save(update_fields=("first_published_at", "last_published_at"))


def _stream(page: Page, field: str, blocks: list[dict[str, Any]]) -> Any:
    block = page._meta.get_field(field).stream_block
    for told in blocks:
        if told["type"] == "table":
            told["value"].pop("header_row", None)  # the first row always names the columns
    value = block.to_python(blocks)
    return block.clean(value)


def _load_settings(home: Page) -> None:
    told = read_toml("settings.toml")
    site = Site.objects.get(root_page=home)
    NetworkSettings.objects.get_or_create(site=site, defaults=told)
