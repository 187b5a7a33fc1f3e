"""The list of articles: filters, pages, subjects, related articles."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from pages.models import ArticlePage, NewsIndexPage
from pages.news import PER_PAGE, related_articles
from tests.pages.factories import make_article, make_private

pytestmark = pytest.mark.django_db

BAD_YEAR = "Nous n’avons pas compris l’année demandée\u202f: voici toutes les actualités."
BAD_TAG = "Ce sujet n’existe pas\u202f: voici toutes les actualités."


def shown(client: Client, query: str = "") -> dict:
    """The context of the list at an address."""
    response = client.get(f"/actualites/{query}")
    assert response.status_code == 200
    return response.context


def titles(context: dict) -> list[str]:
    return [article.title for article in context["articles"].object_list]


def test_articles_are_listed_newest_first(client: Client, news: NewsIndexPage) -> None:
    make_article(news, title="Ancien", published_on=date(2025, 1, 1))
    make_article(news, title="Nouveau", published_on=date(2026, 1, 1))
    make_article(news, title="Nouveau bis", published_on=date(2026, 1, 1))

    assert titles(shown(client)) == ["Nouveau bis", "Nouveau", "Ancien"]


def test_an_empty_list_says_so_in_french(client: Client, news: NewsIndexPage) -> None:
    response = client.get("/actualites/")

    assert response.status_code == 200
    assert "Aucun article ici pour le moment" in response.content.decode()


# --- Years and subjects ------------------------------------------------------------------------


@pytest.fixture
def two_years(news: NewsIndexPage) -> None:
    make_article(news, title="A25", published_on=date(2025, 12, 31), tags=("Murat",))
    make_article(news, title="A26", published_on=date(2026, 1, 1), tags=("Murat", "Fibre"))
    make_article(news, title="B26", published_on=date(2026, 2, 1), tags=("Fibre",))


@pytest.mark.parametrize(
    ("query", "expected", "label"),
    [
        ("", ["B26", "A26", "A25"], ""),
        ("?annee=2026", ["B26", "A26"], "2 articles de 2026"),
        ("?annee=2025", ["A25"], "1 article de 2025"),
        ("?annee=2024", [], "0 article de 2024"),
        ("?etiquette=fibre", ["B26", "A26"], "2 articles sur «\u202fFibre\u202f»"),
        (
            "?annee=2025&etiquette=murat",
            ["A25"],
            "1 article de 2025 sur «\u202fMurat\u202f»",
        ),
    ],
)
def test_a_year_and_a_subject_narrow_the_list(
    client: Client, two_years: None, query: str, expected: list[str], label: str
) -> None:
    context = shown(client, query)

    assert (titles(context), context["filter_label"], context["message"]) == (expected, label, "")


@pytest.mark.parametrize(
    "year",
    ["abc", "0", "-1", "99999", "20266", "1", "²⁰²⁶", "２０２６", "2026.0", "9999999999999999999"],
)
def test_an_absurd_year_is_told_in_french(client: Client, two_years: None, year: str) -> None:
    context = shown(client, f"?annee={year}")

    assert (context["message"], titles(context)) == (BAD_YEAR, ["B26", "A26", "A25"])


@pytest.mark.parametrize("tag", ["inconnu", "' OR 1=1 --", "é" * 300])
def test_an_unknown_subject_is_told_in_french(client: Client, two_years: None, tag: str) -> None:
    context = shown(client, f"?etiquette={tag}")

    assert (context["message"], titles(context)) == (BAD_TAG, ["B26", "A26", "A25"])


def test_the_message_is_read_on_the_page(client: Client, two_years: None) -> None:
    assert BAD_YEAR in client.get("/actualites/?annee=abc").content.decode()


def test_years_and_subjects_are_offered_once_each(client: Client, two_years: None) -> None:
    context = shown(client, "?annee=2026")

    assert context["years"] == [
        {"year": 2026, "url": "/actualites/", "is_current": True},
        {"year": 2025, "url": "/actualites/?annee=2025", "is_current": False},
    ]
    assert [(tag["name"], tag["url"]) for tag in context["tags"]] == [
        ("Fibre", "/actualites/?annee=2026&etiquette=fibre"),
        ("Murat", "/actualites/?annee=2026&etiquette=murat"),
    ]


@pytest.mark.parametrize("hide", ["draft", "private"])
def test_the_subject_of_a_hidden_article_is_not_offered(
    client: Client, news: NewsIndexPage, hide: str
) -> None:
    article = make_article(news, tags=("Confidentiel",), live=hide != "draft")
    if hide == "private":
        make_private(article)

    context = shown(client)

    assert (titles(context), context["tags"], context["years"]) == ([], [], [])


# --- Pages -------------------------------------------------------------------------------------


def test_a_long_list_is_cut_into_pages_that_keep_the_filter(
    client: Client, news: NewsIndexPage
) -> None:
    for number in range(PER_PAGE + 1):
        make_article(news, title=f"N{number}", published_on=date(2026, 1, 1 + number))

    second = shown(client, "?annee=2026&page=2")

    assert titles(second) == ["N0"]
    assert second["paginator_links"] == [
        {"label": "1", "url": "/actualites/?annee=2026", "is_current": False},
        {"label": "2", "url": "/actualites/?annee=2026&page=2", "is_current": True},
    ]
    assert len(titles(shown(client))) == PER_PAGE


@pytest.mark.parametrize(
    "page", ["99999", "0", "-1", "2", "abc", "1.5", "９", "9" * 40, "1e3", "²"]
)
def test_a_page_that_is_not_there_answers_404_in_french(
    client: Client, two_years: None, page: str
) -> None:
    response = client.get(f"/actualites/?page={page}")

    heading = BeautifulSoup(response.content, "html.parser").h1.get_text(strip=True)
    assert (response.status_code, heading) == (404, "Cette page n’existe pas, ou plus")


# --- Related articles ----------------------------------------------------------------------------


def related(article: ArticlePage) -> list[str]:
    article = ArticlePage.objects.get(pk=article.pk)
    return [one.title for one in related_articles(article, list(article.tags.all()))]


def test_related_articles_share_most_subjects_then_are_the_newest(news: NewsIndexPage) -> None:
    article = make_article(news, tags=("Murat", "Fibre"))
    make_article(news, title="Aucun, récent", published_on=date(2026, 9, 1))
    make_article(news, title="Un, ancien", published_on=date(2020, 1, 1), tags=("Fibre",))
    make_article(news, title="Un, récent", published_on=date(2021, 1, 1), tags=("Murat",))
    make_article(news, title="Deux", published_on=date(2019, 1, 1), tags=("Murat", "Fibre"))

    assert related(article) == ["Deux", "Un, récent", "Un, ancien"]


def test_related_articles_are_completed_by_the_newest(news: NewsIndexPage) -> None:
    article = make_article(news, tags=("Murat",))
    make_article(news, title="Récent", published_on=date(2026, 9, 1))
    make_article(news, title="Ancien", published_on=date(2020, 1, 1))

    assert related(article) == ["Récent", "Ancien"]


def test_an_article_without_subject_has_related_articles(news: NewsIndexPage) -> None:
    article = make_article(news)
    make_article(news, title="Autre", tags=("Murat",))

    assert related(article) == ["Autre"]


@pytest.mark.parametrize("hide", ["draft", "private"])
def test_a_hidden_article_is_related_to_none(news: NewsIndexPage, hide: str) -> None:
    article = make_article(news, tags=("Murat",))
    other = make_article(news, tags=("Murat",), live=hide != "draft")
    if hide == "private":
        make_private(Page.objects.get(pk=other.pk))

    assert related(article) == []


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "La rédaction"),
        ({"author_label": "Le service numérique"}, "Le service numérique"),
    ],
)
def test_an_article_is_signed(news: NewsIndexPage, fields: dict, name: str) -> None:
    assert make_article(news, **fields).author_name == name
