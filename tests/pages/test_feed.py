"""The Atom feed of the news, read as a feed reader does."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client

from pages.models import ArticlePage, NewsIndexPage
from tests.pages.factories import make_article, make_private

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/flux/actualites.atom"


def read(client: Client) -> ElementTree.Element:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own feed)


def texts(feed: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in feed.findall(path.replace("atom:", ATOM))]


def test_the_feed_names_itself_and_its_page(client: Client, news: NewsIndexPage) -> None:
    feed = read(client)

    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert feed.tag == f"{ATOM}feed"
    assert texts(feed, "atom:title") == ["CyberCantal Télécentres\u202f: actualités"]
    assert links == {
        "alternate": "http://testserver/actualites/",
        "self": f"http://testserver{ADDRESS}",
    }
    assert len(texts(feed, "atom:id")) == len(texts(feed, "atom:updated")) == 1


def test_an_entry_tells_an_article(client: Client, news: NewsIndexPage) -> None:
    article = make_article(
        news,
        title="L’été <b> & « Murat »",
        introduction="Résumé.",
        published_on=date(2026, 5, 1),
        author_label="Hugo",
        tags=("Fibre",),
    )
    ArticlePage.objects.update(last_published_at=datetime(2026, 6, 2, 8, tzinfo=UTC))

    (entry,) = read(client).findall(f"{ATOM}entry")

    address = f"http://testserver/actualites/{article.slug}/"
    assert texts(entry, "atom:title") == ["L’été <b> & « Murat »"]
    assert entry.find(f"{ATOM}link").get("href") == address
    assert texts(entry, "atom:id") == [address]
    assert texts(entry, "atom:summary") == ["Résumé."]
    assert texts(entry, "atom:author/atom:name") == ["Hugo"]
    assert entry.find(f"{ATOM}category").get("term") == "Fibre"
    assert [datetime.fromisoformat(one) for one in texts(entry, "atom:published")] == [
        datetime(2026, 5, 1, 12, tzinfo=UTC)
    ]
    assert [datetime.fromisoformat(one) for one in texts(entry, "atom:updated")] == [
        datetime(2026, 6, 2, 8, tzinfo=UTC)
    ]


def test_an_article_dated_ahead_of_its_publication_is_updated_then(
    client: Client, news: NewsIndexPage
) -> None:
    make_article(news, published_on=date(2030, 1, 1))

    feed = read(client)

    assert datetime.fromisoformat(texts(feed, "atom:entry/atom:updated")[0]) == datetime(
        2030, 1, 1, 12, tzinfo=UTC
    )


def test_the_feed_holds_the_twenty_latest(client: Client, news: NewsIndexPage) -> None:
    for day in range(1, 23):
        make_article(news, title=f"N{day}", published_on=date(2026, 1, day))

    assert texts(read(client), "atom:entry/atom:title") == [f"N{day}" for day in range(22, 2, -1)]


@pytest.mark.parametrize("hide", ["draft", "private"])
def test_a_hidden_article_is_not_fed(client: Client, news: NewsIndexPage, hide: str) -> None:
    article = make_article(news, live=hide != "draft")
    if hide == "private":
        make_private(article)

    assert texts(read(client), "atom:entry/atom:title") == []


def test_a_site_without_news_has_an_empty_feed(client: Client, home) -> None:
    assert read(client).findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_costs_the_same_for_any_number_of_articles(
    count: int, client: Client, news: NewsIndexPage, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        make_article(news, tags=("Murat", "Fibre"))

    with django_assert_max_num_queries(8):
        assert len(read(client).findall(f"{ATOM}entry")) == count
