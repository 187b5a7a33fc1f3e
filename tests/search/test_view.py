"""The search page as a reader meets it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import HomePage
from tests.search.factories import make_article, make_home, make_news, make_page

pytestmark = pytest.mark.django_db
HOSTILE = [
    "",
    " ",
    "\x00",
    "murat\x00imprimante",
    "\ufffd",
    "🙂",
    '"',
    "*",
    "-",
    "AND",
    "OR NOT NEAR(",
    "title:murat",
    "murat* AND",
    "' OR 1=1 --",
    "%",
    "_",
    "\\",
    "a" * 10_000,
    "télétravail " * 900,
    "é" * 10_000,
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}",
    "\u202e\u200d\u0301",
    "le la les",
    "İstanbul ﬁ ¼ ™",
]


@pytest.fixture
def home() -> HomePage:
    return make_home()


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_answered(home: HomePage, client: Client, typed: str) -> None:
    make_page(home, "Murat et le télétravail")
    answer = client.get("/recherche/", {"q": typed})
    assert (answer.status_code, answer["X-Robots-Tag"], answer.cookies) == (200, "noindex", {})
    assert "<script>alert" not in answer.content.decode()


def test_undecodable_bytes_are_answered_too(home: HomePage, client: Client) -> None:
    assert client.get("/recherche/?q=%FF%FEmurat%ED%A0%80").status_code == 200


def test_the_question_is_in_the_title_the_heading_and_the_form(home, client: Client) -> None:
    text = client.get("/recherche/", {"q": 'les "gentianes" & <b>'}).content.decode()
    shown = "les &quot;gentianes&quot; &amp; &lt;b&gt;"
    assert f"<title>{shown} – Recherche" in text
    assert f"<h1>Recherche\u202f: «\u202f{shown}\u202f»</h1>" in text
    assert f'name="q" value="{shown}"' in text


def test_a_result_shows_what_it_is_escaped_and_marked(home: HomePage, client: Client) -> None:
    make_article(
        make_news(home),
        "La <i>gentiane</i>",
        day=date(2026, 3, 1),
        introduction="Des gentianes & du <script>x</script>.",
    )
    text = client.get("/recherche/", {"q": "gentiane"}).content.decode()
    assert "La &lt;i&gt;<mark>gentiane</mark>&lt;/i&gt;" in text
    assert "Des <mark>gentianes</mark> &amp; du &lt;script&gt;x&lt;/script&gt;." in text
    assert "Actualité · " in text
    assert '<time datetime="2026-03-01">' in text
    assert "1 résultat<" in text


def test_kinds_are_counted_and_filter(home: HomePage, client: Client) -> None:
    news = make_news(home)
    make_article(news, "Gentiane 1", day=date(2026, 3, 1))
    make_article(news, "Gentiane 2", day=date(2026, 3, 2))
    make_page(home, "Gentiane 3")
    context = client.get("/recherche/", {"q": "gentiane", "type": "actualites"}).context
    filters = [(one["title"], one["count"], one["is_current"]) for one in context["filters"]]
    assert filters == [("Tout", 3, False), ("Pages", 1, False), ("Actualités", 2, True)]
    assert context["count"] == 2
    assert client.get("/recherche/", {"q": "gentiane", "type": "rien"}).context["count"] == 3
    nothing = client.get("/recherche/", {"q": "gentiane", "type": "telecentres"})
    assert "Aucun résultat dans" in nothing.content.decode()


@pytest.mark.parametrize(
    ("asked", "number", "shown"),
    [("1", 1, 10), ("3", 3, 3), ("99999", 3, 3), ("-1", 3, 3), ("abc", 1, 10), ("9" * 5000, 3, 3)],
)
def test_pages_of_results(home: HomePage, client: Client, asked, number, shown) -> None:
    for place in range(23):
        make_page(home, f"Gentiane {place}")
    context = client.get("/recherche/", {"q": "gentiane", "page": asked}).context
    assert (context["page_number"], len(context["results"])) == (number, shown)
    assert context["paginator_links"][1]["url"] == "/recherche/?q=gentiane&page=2"


def test_no_result_helps(home: HomePage, client: Client) -> None:
    make_page(home, "Une imprimante", show_in_menus=True)
    text = client.get("/recherche/", {"q": "imprimnate"}).content.decode()
    assert "Aucun résultat" in text
    assert '<a href="/recherche/?q=imprimante">imprimante</a>' in text
    assert "Ou partez d’ici" in text


def test_a_suggestion_never_names_a_private_page(home: HomePage, client: Client) -> None:
    page = make_page(home, "Une imprimante")
    page.view_restrictions.create(restriction_type="login")
    assert client.get("/recherche/", {"q": "imprimnate"}).context["suggestion"] == ""


def test_a_long_question_is_cut_with_a_word(home: HomePage, client: Client) -> None:
    text = client.get("/recherche/", {"q": "murat " * 2000}).content.decode()
    assert "nous en avons lu les 200 premiers caractères" in text
    assert len(text) < 20_000


def test_the_same_queries_for_ten_and_three_hundred_pages(home, client: Client) -> None:
    def counts() -> list[int]:
        found = []
        for asked in ("gentiane", "gentiane zzzz", "gentianne zzzz"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/recherche/", {"q": asked}).status_code == 200
            found.append(len(queries))
        return found

    for place in range(10):
        make_page(home, f"Gentiane {place}", text="gentiane " * 50)
    counts()  # what the process learns once
    few = counts()
    for place in range(290):
        make_page(home, f"Gentiane bis {place}", text="gentiane " * 50)
    assert few == counts()
    assert max(few) <= 12


def test_it_is_read_only(client: Client) -> None:
    assert client.post("/recherche/", {"q": "murat"}).status_code == 405
