"""A draft or a private page shows nowhere: menus, lists, feeds, the map, the site map."""

import pytest
from django.test import Client, TestCase
from wagtail.models import Page

from pages.models import HomePage, NewsIndexPage, TelecentreIndexPage
from tests.pages.factories import (
    make_article,
    make_news,
    make_private,
    make_site_map,
    make_standard,
    make_telecentre_index,
    make_telecentre_page,
)

pytestmark = pytest.mark.django_db

SECRET = "Titre-confidentiel"


def hide(page: Page, how: str) -> None:
    """In a transaction that is committed: pages that were kept whole are forgotten then."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        if how == "draft":
            page.unpublish()
        elif how == "private":
            make_private(page)
        elif how == "under a private page":
            make_private(page.get_parent())
        else:
            page.telecentre.is_active = False
            page.telecentre.save()


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def shows(client: Client, page: Page, address: str) -> bool:
    """Whether the title or the address of a page stands at another address."""
    text = read(client, address)
    return page.title in text or f'"{page.url}"' in text


@pytest.mark.parametrize("how", ["draft", "private"])
def test_menu_and_footer_leave_a_hidden_page_out(client: Client, home: HomePage, how: str) -> None:
    page = make_standard(home, title=SECRET)
    legal = make_standard(home, title=f"{SECRET} légal", slug="mentions-legales")
    assert shows(client, page, "/")
    assert shows(client, legal, "/")

    hide(page, how)
    hide(legal, how)

    assert not shows(client, page, "/")
    assert not shows(client, legal, "/")


@pytest.mark.parametrize("how", ["draft", "private"])
def test_a_section_leaves_a_hidden_child_out(client: Client, home: HomePage, how: str) -> None:
    top = make_standard(home, title="Rubrique")
    page = make_standard(top, title=SECRET)
    assert shows(client, page, top.url)

    hide(page, how)

    assert not shows(client, page, top.url)


@pytest.mark.parametrize("how", ["draft", "private", "under a private page"])
def test_the_site_map_leaves_a_hidden_page_out(client: Client, home: HomePage, how: str) -> None:
    make_site_map(home)
    page = make_standard(make_standard(home, title="Rubrique"), title=SECRET)
    assert shows(client, page, "/plan-du-site/")

    hide(page, how)

    assert not shows(client, page, "/plan-du-site/")


@pytest.mark.parametrize("address", ["/", "/actualites/", "/flux/actualites.atom", "/other/"])
@pytest.mark.parametrize("how", ["draft", "private"])
def test_news_leave_a_hidden_article_out(
    client: Client, home: HomePage, how: str, address: str
) -> None:
    index = make_news(home)
    page = make_article(index, title=SECRET, tags=("Murat",))
    if address == "/other/":
        address = make_article(index, tags=("Murat",)).url
    assert SECRET in read(client, address)

    hide(page, how)

    assert SECRET not in read(client, address)


def test_the_home_page_leaves_private_news_out(client: Client, home: HomePage) -> None:
    index: NewsIndexPage = make_news(home)
    make_article(index, title=SECRET)
    assert SECRET in read(client, "/")

    hide(index, "private")

    assert SECRET not in read(client, "/")
    assert SECRET not in read(client, "/flux/actualites.atom")


@pytest.mark.parametrize("how", ["draft", "private", "out of service"])
def test_map_lists_and_neighbours_leave_a_hidden_centre_out(
    client: Client, home: HomePage, how: str
) -> None:
    index: TelecentreIndexPage = make_telecentre_index(home)
    page = make_telecentre_page(index)
    neighbour = make_telecentre_page(index)
    block = make_standard(home, body=[("telecentres", {"title": "Nos télécentres"})])
    addresses = ["/", "/telecentres/", neighbour.url, block.url]
    assert [page.url in read(client, address) for address in addresses] == [True] * 4

    hide(page, how)

    assert [page.url in read(client, address) for address in addresses] == [False] * 4


@pytest.mark.parametrize("how", ["draft", "private"])
def test_a_block_of_news_leaves_a_hidden_article_out(
    client: Client, home: HomePage, how: str
) -> None:
    page = make_article(make_news(home), title=SECRET)
    block = make_standard(home, body=[("latest_news", {"title": "Actualités", "count": 3})])
    assert SECRET in read(client, block.url)

    hide(page, how)

    assert SECRET not in read(client, block.url)


def test_a_draft_answers_404(client: Client, home: HomePage) -> None:
    page = make_standard(home, title=SECRET)
    page.unpublish()

    response = client.get(page.url)

    assert (response.status_code, SECRET in response.content.decode()) == (404, False)


def test_a_card_names_no_draft(client: Client, home: HomePage) -> None:
    draft = make_standard(home, title=SECRET)
    card = {"title": "Une carte", "text": "", "page": draft, "url": "", "label": ""}
    page = make_standard(
        home, show_in_menus=False, body=[("cards", {"title": "", "cards": [card, card]})]
    )
    draft.unpublish()

    text = read(client, page.url)

    assert (SECRET in text, text.count("Une carte")) == (False, 2)
