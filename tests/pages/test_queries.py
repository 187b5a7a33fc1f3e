"""Public pages: at most 15 queries, and as many for n articles and centres as for 3 n."""

from collections.abc import Callable

import pytest
from django.test import Client

from pages.models import HomePage
from tests.club.telecentres.factories import (
    BroadbandMeasureFactory,
    EquipmentFactory,
    ObjectiveFactory,
    SpaceFactory,
    TelecentreFactory,
)
from tests.pages.factories import (
    make_article,
    make_news,
    make_standard,
    make_telecentre_index,
    make_telecentre_page,
)
from tests.pages.measure import BUDGET, COLD_BUDGET, cold_queries, queries

pytestmark = pytest.mark.django_db

PAGES = {
    "home": "/",
    "list of télécentres": "/telecentres/",
    "télécentre": "/telecentres/un-lieu/",
    "list of news": "/actualites/",
    "article": "/actualites/un-article/",
    "page of text": "/le-programme/",
}


def add_centre(index, **fields) -> None:
    page = make_telecentre_page(index, **fields)
    space = SpaceFactory(telecentre=page.telecentre)
    space.equipment.add(EquipmentFactory(), EquipmentFactory())
    page.telecentre.equipment.add(EquipmentFactory())
    page.telecentre.save()
    BroadbandMeasureFactory(telecentre=page.telecentre)


@pytest.fixture
def grow(home: HomePage) -> Callable[[], None]:
    """Make the network, and give a function that adds one article, centre, child and subject."""
    news, centres = make_news(home), make_telecentre_index(home)
    text = make_standard(home, title="Le programme", slug="le-programme")
    ObjectiveFactory()
    add_centre(centres, telecentre=TelecentreFactory(slug="un-lieu"))
    make_article(news, slug="un-article", tags=("Murat", "Fibre"))

    def one_more() -> None:
        add_centre(centres)
        make_article(news, tags=("Murat", "Fibre"))
        make_standard(text)
        ObjectiveFactory()

    one_more()
    return one_more


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_keeps_to_its_budget(
    name: str, client: Client, grow: Callable[[], None]
) -> None:
    address = PAGES[name]

    few, few_cold = queries(client, address), cold_queries(client, address)
    for _ in range(4):
        grow()
    many, many_cold = queries(client, address), cold_queries(client, address)

    assert len(many) == len(few), "\n".join(many)
    assert len(few) <= BUDGET, "\n".join(few)
    assert len(many_cold) == len(few_cold), "\n".join(many_cold)
    assert len(few_cold) <= COLD_BUDGET, "\n".join(few_cold)
