"""An article, a contact page, and the forms that people send to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Locale, Page, Site

from club.users.antispam import draw_token
from pages.models import ArticlePage, Comment, ContactPage, HomePage, NetworkSettings, NewsIndexPage

NETWORK = "reseau@essai.example"
PATIENT = 10  # seconds since the form was shown


def make_site() -> HomePage:
    """A home page at the root of the site, with the network's address."""
    # A transactional test leaves none of what Wagtail's migrations made.
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Racine", slug="root"))
    home = root.add_child(
        instance=HomePage(title="Accueil", slug="accueil", heading="Ici", introduction="Là.")
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    settings = NetworkSettings.for_site(Site.objects.get())
    settings.email = NETWORK
    settings.save()
    return home


def make_article(slug: str = "la-neige", *, home: Page | None = None) -> ArticlePage:
    """A published article under /actualites/, whose pages are made if they are missing."""
    news = NewsIndexPage.objects.first()
    if news is None:
        news = (home or make_site()).add_child(
            instance=NewsIndexPage(title="Actualités", slug="actualites")
        )
    return news.add_child(
        instance=ArticlePage(title="La neige", slug=slug, published_on=date(2026, 11, 2))
    )


def make_contact_page() -> ContactPage:
    return make_site().add_child(instance=ContactPage(title="Contact", slug="contact"))


def make_comment(article: ArticlePage, **fields: Any) -> Comment:
    """An approved comment, unless told otherwise."""
    number = Comment.objects.count()
    told = {
        "author_name": f"Lectrice {number}",
        "author_email": f"lectrice{number}@essai.example",
        "text": "Merci pour cet article.",
        "status": Comment.Status.APPROVED,
        "form_token": f"essai-{article.pk}-{number}",
    }
    return Comment.objects.create(article=article, **told | fields)


def comment_url(article: ArticlePage) -> str:
    return f"/actualites/{article.slug}/commenter/"


def comment_data(article: ArticlePage, **fields: Any) -> dict[str, Any]:
    """What a browser sends ten seconds after the form was shown."""
    return {
        "author_name": "Odile Fageon",
        "author_email": "odile@essai.example",
        "text": "Bravo.\r\n\r\nEt à bientôt.",
        "trap": "",
        "token": draw_token(f"comment:{article.pk}", age=PATIENT),
        **fields,
    }


def send_comment(client: Client, article: ArticlePage, **fields: Any) -> HttpResponse:
    return client.post(comment_url(article), comment_data(article, **fields))


def contact_data(**fields: Any) -> dict[str, Any]:
    return {
        "telecentre": "",
        "name": "Claire Delbos",
        "email": "claire@essai.example",
        "phone": "",
        "subject": "Venir deux jours",
        "text": "Reste-t-il une place ?",
        "trap": "",
        "token": draw_token("contact", age=PATIENT),
        **fields,
    }


def send_message(client: Client, query: str = "", **fields: Any) -> HttpResponse:
    return client.post(f"/contact/{query}", contact_data(**fields))


@contextmanager
def real_database(folder: Path) -> Iterator[Callable[[Callable[[int], Any], int], list[Any]]]:
    """`run(work, times)` in eight threads, each with a connection of its own.

    The tests' SQLite lives in memory, where threads share one cache and one lock: it is copied to
    a file, as on a real site. The tests' PostgreSQL is real already. Needs a transactional test.
    """

    def in_thread(work: Callable[[int], Any], number: int) -> Any:
        try:
            return work(number)
        finally:
            connections.close_all()

    def run(work: Callable[[int], Any], times: int) -> list[Any]:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda number: in_thread(work, number), range(times)))

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "copy.sqlite3") as copy:
            connection.connection.backup(copy)
            # As after a first migration: many connections at once may not convert the file.
            copy.execute("PRAGMA journal_mode=WAL")
        copy.close()
        connection.settings_dict["NAME"] = str(folder / "copy.sqlite3")
    try:
        yield run
    finally:
        connection.settings_dict["NAME"] = name
