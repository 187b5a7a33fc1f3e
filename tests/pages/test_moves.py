"""A page never hides behind an address that a view answers, however it comes there."""

import pytest
from django.test import Client

from club.users.models import User
from pages.models import StandardPage
from tests.pages.factories import make_home, make_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(
        User.objects.create_superuser("admin@essai.example", "x", public_name="Admin")
    )
    return client


def move(client: Client, page: StandardPage, destination) -> None:
    client.post(f"/gestion/pages/{page.pk}/move/{destination.pk}/confirm/")


@pytest.mark.parametrize(("slug", "depth"), [("club", 4), ("libre", 3)])
def test_a_page_moves_under_home_unless_a_view_has_its_address(
    editor: Client, slug: str, depth: int
) -> None:
    home = make_home()
    page = make_standard(make_standard(home), slug=slug)

    move(editor, page, home)

    assert StandardPage.objects.get(pk=page.pk).depth == depth


@pytest.mark.parametrize(("slug", "count"), [("club", 0), ("libre", 1)])
def test_a_copy_takes_no_address_of_a_view(editor: Client, slug: str, count: int) -> None:
    home = make_home()
    page = make_standard(home, slug="reseau")

    editor.post(
        f"/gestion/pages/{page.pk}/copy/",
        {"new_title": "Copie", "new_slug": slug, "new_parent_page": home.pk},
    )

    assert StandardPage.objects.filter(slug=slug).count() == count
