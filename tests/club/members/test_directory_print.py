"""All the results of a search on one page: the same people, the same fields as on the others."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from club.members import directory_print_views
from club.members.models import VISIBLE_FIELDS, Visibility
from tests.club.members.factories import MemberFactory, make_member, make_skill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("remembered_frame")]

PUBLIC, CLUB = "/annuaire/imprimer/", "/club/annuaire/imprimer/"
HIDDEN = {f"show_{field}": Visibility.NOBODY for field in VISIBLE_FIELDS}
SHOWN = {f"show_{field}": Visibility.PUBLIC for field in VISIBLE_FIELDS}
FACTS = {"activity": "Vannière", "availability": "now", "headline": "Osier et paille"}


@pytest.fixture
def insider() -> Client:
    """A browser of the club whose own profile is not in the directory."""
    browser = Client()
    browser.force_login(MemberFactory(last_confirmed_at=None).user)
    return browser


def main_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").main


def names(response) -> list[str]:
    return [cell.get_text(strip=True) for cell in main_of(response).select("tbody th")]


def test_the_whole_search_is_on_one_page_and_nothing_else(insider):
    for number in range(30):
        make_member(f"Personne {number:02}", activity="Vannière" if number else "Potière")

    found = insider.get(CLUB, {"q": "vanniere", "page": "2"})

    assert names(found) == [f"Personne {number:02}" for number in range(1, 30)]
    assert (
        main_of(found).select_one(".lead").get_text()
        == "29 personnes\u202f: «\u202fvanniere\u202f»."
    )


def test_what_is_hidden_is_not_printed(insider):
    make_skill("Osier")
    make_member("Ida Roux", is_in_public_catalogue=True, skills=("Osier",), **FACTS, **HIDDEN)
    make_member("Léa Vidal", is_in_public_catalogue=True, skills=("Osier",), **FACTS, **SHOWN)

    for response in (insider.get(CLUB), Client().get(PUBLIC)):
        rows = [row.get_text(" ", strip=True) for row in main_of(response).select("tbody tr")]
        assert rows[0] == "Ida Roux"
        assert rows[1].startswith("Léa Vidal Vannière Osier")


def test_who_is_not_in_the_catalogue_is_not_printed_for_visitors(insider):
    make_member("Ida Roux", **SHOWN)

    assert (names(Client().get(PUBLIC)), names(insider.get(CLUB))) == ([], ["Ida Roux"])


def test_a_list_that_is_too_long_says_so(insider, monkeypatch):
    monkeypatch.setattr(directory_print_views, "MAX_PRINTED", 2)
    for name in ("Ana", "Bea", "Clo"):
        make_member(name)

    page = insider.get(CLUB)

    assert names(page) == ["Ana", "Bea"]
    assert "les 2 premières" in main_of(page).get_text()


def test_the_directory_leads_to_the_print_of_its_search(insider):
    make_member("Ana", activity="Vannière")

    links = main_of(insider.get("/club/annuaire/", {"q": "vanniere"})).select("a")

    assert f"{CLUB}?q=vanniere" in [link["href"] for link in links]


@pytest.mark.parametrize("base", [PUBLIC, CLUB])
def test_it_costs_the_same_for_one_and_for_many(insider, base, django_assert_max_num_queries):
    reader = Client() if base == PUBLIC else insider
    costs = []
    for more in (1, 30):
        for _ in range(more):
            make_member("Odile", skills=("Comptabilité",), is_in_public_catalogue=True, **SHOWN)
        reader.get(base)
        with django_assert_max_num_queries(15 if base == PUBLIC else 20) as captured:
            reader.get(f"{base}?anew={more}")
        costs.append(len(captured.captured_queries))

    assert costs[0] == costs[1]
