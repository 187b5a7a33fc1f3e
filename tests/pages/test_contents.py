"""The table of contents: each anchor is the id of a heading, each id is there once."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from pages.contents import FRAME_IDS, Anchors, with_anchors
from pages.models import HomePage
from tests.pages.factories import make_article, make_news, make_standard

pytestmark = pytest.mark.django_db


def body(*texts: str) -> list[tuple[str, str]]:
    return [("text", text) for text in texts]


def read(client: Client, page: Page) -> BeautifulSoup:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def anchors(page: BeautifulSoup) -> list[tuple[str, str]]:
    links = page.select("nav[aria-labelledby=sommaire] a")
    return [(link["href"], link.get_text()) for link in links]


def headings(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [(f"#{found['id']}", found.get_text()) for found in page.select(".block-text h2")]


def ids(page: BeautifulSoup) -> list[str]:
    return [found["id"] for found in page.select("[id]")]


def test_the_contents_are_the_headings_of_the_page(client: Client, home: HomePage) -> None:
    page = make_standard(
        home,
        show_contents=True,
        body=body(
            "<h2>Où s’installer ?</h2><p>Ici.</p><h3>Détail</h3>"
            "<h2>L’<b>offre</b> &amp; le prix</h2>",
            "<h2>Contact</h2>",
        ),
    )

    found = read(client, page)

    assert anchors(found) == headings(found)
    assert anchors(found) == [
        ("#ou-sinstaller", "Où s’installer ?"),
        ("#loffre-le-prix", "L’offre & le prix"),
        ("#contact", "Contact"),
    ]


def test_two_headings_that_say_the_same_have_two_anchors(client: Client, home: HomePage) -> None:
    page = make_standard(
        home,
        show_contents=True,
        body=body("<h2>Horaires</h2><h2>Prix</h2><h2>Prix</h2>", "<h2>Prix</h2><h2>Prix 2</h2>"),
    )

    found = read(client, page)

    assert anchors(found) == headings(found)
    assert len({href for href, _ in anchors(found)}) == 5
    assert len(ids(found)) == len(set(ids(found)))


def test_a_heading_takes_no_id_of_the_frame(client: Client, home: HomePage) -> None:
    page = make_standard(
        home, show_contents=True, body=body("<h2>Contenu</h2><h2>Sommaire</h2><h2>!!</h2>")
    )

    found = read(client, page)

    assert anchors(found) == headings(found)
    assert [href for href, _ in anchors(found)] == ["#contenu-2", "#sommaire-2", "#section"]
    assert len(ids(found)) == len(set(ids(found)))


def test_headings_of_an_article_have_unique_ids_too(client: Client, home: HomePage) -> None:
    article = make_article(make_news(home), body=body("<h2>À lire</h2>", "<h2>À lire</h2>"))

    found = read(client, article)

    assert [href for href, _ in headings(found)] == ["#a-lire-2", "#a-lire-3"]
    assert len(ids(found)) == len(set(ids(found)))


def test_a_page_that_asks_for_no_contents_has_none(client: Client, home: HomePage) -> None:
    found = read(client, make_standard(home, body=body("<h2>Prix</h2>")))

    assert (anchors(found), headings(found)) == ([], [("#prix", "Prix")])


def test_every_id_our_templates_write_is_kept_from_headings() -> None:
    templates = django_settings.ROOT / "templates"
    files = [
        templates / "base.html",
        *(templates / "components").glob("*.html"),
        *(templates / "pages").glob("*_page.html"),
    ]

    written = {
        found for file in files for found in re.findall(r'\bid="([\w-]+)"', file.read_text())
    }

    assert "contenu" in written
    assert written <= FRAME_IDS


@settings(max_examples=80, deadline=None, database=None)
@given(st.lists(st.text(max_size=80), max_size=8))
def test_anchors_are_unique_and_fit_an_address(titles: list[str]) -> None:
    named = Anchors()

    found = [named.name(title) for title in titles]

    assert len(set(found)) == len(titles)
    assert all(one and not set(one) & set(' "<>#&') for one in found)


def test_html_without_headings_is_left_as_it_is() -> None:
    html = '<h3 id="x">A</h3><p>h2</p>'

    assert with_anchors(html, Anchors()) == html
