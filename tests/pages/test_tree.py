"""Which page may stand under which, and at which address."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import Page

from club.users.models import User
from club.users.roles import MANAGERS, setup_roles
from pages.models import (
    ArticlePage,
    HomePage,
    NewsIndexPage,
    StandardPage,
    TelecentreIndexPage,
    TelecentrePage,
)
from pages.models.base import ROUTED_PREFIXES
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.factories import (
    add,
    make_article,
    make_news,
    make_standard,
    make_telecentre_index,
    make_telecentre_page,
)

pytestmark = pytest.mark.django_db

CHILDREN = {
    "Page": {"Page", "HomePage"},  # the bare page is Wagtail's own: no one can make one
    "HomePage": {"StandardPage", "NewsIndexPage", "TelecentreIndexPage", "SiteMapPage"},
    "StandardPage": {"StandardPage"},
    "NewsIndexPage": {"ArticlePage"},
    "ArticlePage": set(),
    "TelecentreIndexPage": {"TelecentrePage"},
    "TelecentrePage": set(),
    "SiteMapPage": set(),
}


def by_name(name: str) -> type[Page]:
    return Page if name == "Page" else apps.get_model("pages", name)


def reserved(slug: str) -> str:
    return f"«\u202f{slug}\u202f» est une adresse du site lui-même\u202f: choisissez-en une autre."


@pytest.mark.parametrize("parent", CHILDREN)
def test_a_page_takes_the_children_of_the_table(parent: str) -> None:
    allowed = {model.__name__ for model in by_name(parent).allowed_subpage_models()}

    assert allowed & set(CHILDREN) == CHILDREN[parent]


@pytest.mark.parametrize(
    "model", ["HomePage", "NewsIndexPage", "TelecentreIndexPage", "SiteMapPage"]
)
def test_some_pages_are_there_once(model: str) -> None:
    assert by_name(model).max_count == 1


def test_a_second_list_of_news_cannot_be_made(home: HomePage) -> None:
    assert NewsIndexPage.can_create_at(home) is True

    make_news(home)

    assert NewsIndexPage.can_create_at(home) is False


# --- Addresses of our own ----------------------------------------------------------------------


@pytest.mark.parametrize("slug", sorted(ROUTED_PREFIXES))
def test_a_page_under_home_never_takes_an_address_of_our_own(home: HomePage, slug: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        make_standard(home, slug=slug)

    assert refusal.value.message_dict == {"slug": [reserved(slug)]}
    assert StandardPage.objects.count() == 0


@pytest.mark.parametrize("slug", ["agenda", "club", "recherche"])
def test_a_page_deeper_down_may_take_it(home: HomePage, slug: str) -> None:
    section = make_standard(home)

    page = make_standard(section, slug=slug)

    assert page.get_url() == f"/{section.slug}/{slug}/"


def test_renaming_a_page_under_home_to_our_address_is_refused(home: HomePage) -> None:
    page = make_standard(home)
    page.slug = "club"

    with pytest.raises(ValidationError) as refusal:
        page.full_clean()

    assert refusal.value.message_dict == {"slug": [reserved("club")]}


def test_every_first_segment_that_a_view_answers_is_reserved() -> None:
    routes = [str(pattern.pattern).strip("/") for pattern in get_resolver().url_patterns]
    # A view further down (« actualites/<slug>/… ») stands under a page, as it must; a file name
    # is no slug.
    whole = {route for route in routes if route and not {"/", "."} & set(route)}

    assert {"club", "gestion", "healthz"} <= whole
    assert whole <= ROUTED_PREFIXES


@pytest.fixture
def manager_client() -> Client:
    setup_roles()
    user = User.objects.create_user("manager@demo.example", public_name="Agnès")
    user.groups.add(Group.objects.get(name=MANAGERS))
    client = Client()
    client.force_login(user)
    return client


def new_page(client: Client, parent: Page, slug: str):
    """What the editor's form answers to a new page of text."""
    return client.post(
        reverse("wagtailadmin_pages:add", args=("pages", "standardpage", parent.pk)),
        {
            "title": "Une page",
            "slug": slug,
            "reviewed_on": "2026-09-21",
            "introduction": "",
            "image_alt": "",
            "scene": "",
            "seo_title": "",
            "search_description": "",
            "body-count": "0",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        },
    )


def test_the_editor_is_refused_our_address_under_home(
    manager_client: Client, home: HomePage
) -> None:
    response = new_page(manager_client, home, "agenda")

    assert response.context["form"].errors == {"slug": [reserved("agenda")]}
    assert StandardPage.objects.count() == 0


@pytest.mark.parametrize("slug", ["agenda", "libre"])
def test_the_editor_may_use_any_slug_deeper(
    manager_client: Client, home: HomePage, slug: str
) -> None:
    section = make_standard(home)

    response = new_page(manager_client, section, slug)

    assert response.status_code == 302
    assert StandardPage.objects.filter(slug=slug).exists()


# --- The page of a télécentre -------------------------------------------------------------------


def test_the_page_of_a_centre_has_its_slug(centres: TelecentreIndexPage) -> None:
    centre = TelecentreFactory(slug="murat")

    with pytest.raises(ValidationError) as refusal:
        make_telecentre_page(centres, centre, slug="autre")

    assert refusal.value.message_dict == {
        "slug": ["L’adresse de cette page suit celle du télécentre\u202f: «\u202fmurat\u202f»."]
    }


def test_the_page_of_a_centre_stands_at_its_fixed_address(centres: TelecentreIndexPage) -> None:
    page = make_telecentre_page(centres, TelecentreFactory(slug="murat"))

    assert page.get_url() == "/telecentres/murat/"


def test_a_centre_has_one_page(centres: TelecentreIndexPage) -> None:
    page = make_telecentre_page(centres)

    with pytest.raises(ValidationError) as refusal:
        add(
            centres,
            TelecentrePage(title="Encore", slug=page.slug, telecentre=page.telecentre),
        )

    assert set(refusal.value.message_dict) == {"slug", "telecentre"}


def test_a_centre_with_a_page_is_not_deleted(home: HomePage) -> None:
    page = make_telecentre_page(make_telecentre_index(home), TelecentreFactory())

    with pytest.raises(ProtectedError):
        page.telecentre.delete()

    page.delete()
    page.telecentre.delete()


def test_deleting_an_article_leaves_the_list(home: HomePage) -> None:
    index = make_news(home)
    article = make_article(index)

    ArticlePage.objects.get(pk=article.pk).delete()

    assert list(ArticlePage.objects.child_of(index)) == []
