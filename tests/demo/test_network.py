"""What the demonstration network holds: the programme's ten centres, 47 positions, their pages."""

import re
from collections import Counter
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from club.telecentres.distance import RoadTimes
from club.telecentres.figures import network_figures
from club.telecentres.models import Commune, Objective, Space, Telecentre
from club.telecentres.network import LETTER, NetworkMap
from demo.load.files import read_csv
from demo.load.places import SPACE_LISTS
from pages.models import ArticlePage, TelecentrePage
from tests.pages.measure import BUDGET, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_network")]

ROWS = {row["slug"]: row for row in read_csv("telecentres.csv")}
DIGITS = re.compile(r"\d+")


def curled(text: str) -> str:
    """The file has typewriter apostrophes; people read the real ones."""
    return text.replace("'", "’")


@pytest.fixture
def network(client: Client) -> NetworkMap:
    """The map of the home page."""
    return client.get("/").context["network"]


@pytest.fixture
def cards(client: Client) -> list[dict[str, Any]]:
    """The list of the télécentres, in words."""
    return client.get("/telecentres/").context["cards"]


def test_the_centres_are_those_of_the_file() -> None:
    stored = {
        centre.slug: (
            centre.name,
            centre.commune.name,
            centre.commune.insee,
            centre.postcode,
            centre.latitude,
            centre.longitude,
            centre.host,
            centre.speciality,
        )
        for centre in Telecentre.objects.select_related("commune")
    }

    assert stored == {
        slug: (
            curled(row["name"]),
            row["commune"],
            row["insee"],
            row["postcode"],
            float(row["latitude"]),
            float(row["longitude"]),
            curled(row["host"]),
            curled(row["speciality"]),
        )
        for slug, row in ROWS.items()
    }
    assert len(stored) == 10


def test_the_spaces_are_those_of_the_file() -> None:
    stored = Counter(Space.objects.active().values_list("telecentre__slug", "kind"))

    told = Counter(
        {
            (slug, kind): int(row[key])
            for slug, row in ROWS.items()
            for key, kind in SPACE_LISTS.items()
        }
    )
    assert stored == +told


def test_the_network_has_47_positions(cards: list[dict[str, Any]]) -> None:
    figures = network_figures()

    assert figures[Objective.Figure.POSITIONS] == 47
    assert figures[Objective.Figure.TELECENTRES] == 10
    assert Space.objects.positions().count() == 47
    assert sum(card["positions"] for card in cards) == 47


def test_a_position_out_of_service_is_one_less(client: Client) -> None:
    Space.objects.filter(pk=Space.objects.positions().first().pk).update(is_active=False)

    assert network_figures()[Objective.Figure.POSITIONS] == 46
    assert client.get("/").context["positions_count"] == 46


def test_every_centre_is_complete() -> None:
    incomplete = {
        centre.slug
        for centre in Telecentre.objects.all()
        if not (
            centre.spaces.filter(kind__in=Space.POSITION_KINDS).exists()
            and centre.opening_hours.exists()
            and centre.broadband_measures.exists()
            and centre.managers.exists()
            and centre.objectives.exists()
            and centre.page.live
        )
    }

    assert incomplete == set()


def test_the_communes_of_the_centres_are_in_the_cantal() -> None:
    insee = {row["insee"] for row in ROWS.values()}

    assert Commune.objects.of_the_cantal().filter(insee__in=insee).count() == 10


def test_there_are_three_articles_or_more_each_with_an_objective() -> None:
    articles = ArticlePage.objects.published()

    assert len(articles) >= 3
    assert [article.slug for article in articles if not article.objectives.exists()] == []


# --- The map -----------------------------------------------------------------------------------


def test_the_map_and_the_cards_tell_the_same(
    network: NetworkMap, cards: list[dict[str, Any]]
) -> None:
    assert [(point.name, point.url, point.positions, point.status) for point in network.points] == [
        (card["telecentre"].name, card["url"], card["positions"], card["status"]) for card in cards
    ]


def test_the_labels_of_the_map_stand_in_its_frame(network: NetworkMap) -> None:
    for point in network.points:
        width = len(point.short_name) * LETTER
        left = point.label_x - {"start": 0.0, "middle": width / 2, "end": width}[point.anchor]
        assert 0 <= left <= left + width <= network.width
        assert 0 < point.label_y < network.height


def test_the_roads_of_the_map_are_those_of_the_estimate(network: NetworkMap) -> None:
    times = RoadTimes.load()
    at = {centre.short_name: centre for centre in Telecentre.objects.all()}

    for road in network.roads:
        origin, destination = re.match(r"De (.+) à (.+)\u202f: ", road.title).groups()
        assert road.minutes == times.between(at[origin], at[destination])


def test_the_list_of_the_page_is_the_map(client: Client) -> None:
    page = BeautifulSoup(client.get("/telecentres/").content, "html.parser")

    on_map = {link["href"] for link in page.select("svg a[href]")}
    in_list = {link["href"] for link in page.select(".telecentre-card h3 a")}

    assert on_map == in_list == {f"/telecentres/{slug}/" for slug in ROWS}


# --- The pages ---------------------------------------------------------------------------------


def addresses() -> list[str]:
    return [page.url for page in Page.objects.live().public().filter(depth__gte=2)]


def test_every_page_answers_within_its_budget(client: Client) -> None:
    costs = {address: len(queries(client, address)) for address in addresses()}

    assert len(costs) >= 40
    assert {address: cost for address, cost in costs.items() if cost > BUDGET} == {}


def test_every_link_of_the_site_leads_somewhere(client: Client) -> None:
    linked = set()
    for address in addresses():
        page = BeautifulSoup(client.get(address).content, "html.parser")
        linked |= {
            link["href"].split("#")[0].split("?")[0]
            for link in page.select("a[href^='/']")
            if not link["href"].startswith("/static/")
        }

    broken = {
        address: status
        for address in sorted(linked - {""})
        if (status := client.get(address).status_code) not in (200, 302)
    }

    assert broken == {}


def test_anchors_lead_to_an_id_of_their_page_and_ids_are_unique(client: Client) -> None:
    for address in addresses():
        page = BeautifulSoup(client.get(address).content, "html.parser")
        ids = [found["id"] for found in page.select("[id]")]
        wanted = {link["href"][1:] for link in page.select("a[href^='#']")}
        assert (address, len(ids), wanted - set(ids)) == (address, len(set(ids)), set())


def test_a_centre_page_shows_its_facts(client: Client) -> None:
    for page in TelecentrePage.objects.live().select_related("telecentre__commune"):
        centre = page.telecentre
        text = BeautifulSoup(client.get(page.url).content, "html.parser").main.get_text(" ")
        digits = "".join(DIGITS.findall(text))
        assert centre.name in text
        assert centre.postcode in text
        assert centre.speciality in text
        assert "".join(DIGITS.findall(centre.phone)) in digits
