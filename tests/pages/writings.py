"""An article, a contact page, and the forms that people send to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page, Site

from pages.antispam import draw_token
from pages.models import ArticlePage, Comment, ContactPage, HomePage, NetworkSettings, NewsIndexPage

NETWORK = "reseau@essai.example"
PATIENT = 10  # seconds since the form was shown


def make_site() -> HomePage:
    """A home page at the root of the site, with the network's address."""
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Accueil", slug="accueil", heading="Ici", introduction="Là.")
    )
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    settings = NetworkSettings.for_site(Site.objects.get())
    settings.email = NETWORK
    settings.save()
    return home


def make_article(slug: str = "la-neige") -> ArticlePage:
    """A published article under /actualites/, whose pages are made if they are missing."""
    news = NewsIndexPage.objects.first()
    if news is None:
        news = make_site().add_child(instance=NewsIndexPage(title="Actualités", slug="actualites"))
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
