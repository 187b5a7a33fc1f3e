"""The back office of the places: an animateur has their own centres, a manager has them all."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from club.telecentres.models import Closure, Space, Telecentre, TelecentreManager
from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, setup_roles
from tests.club.telecentres.factories import ClosureFactory, SpaceFactory, TelecentreFactory

pytestmark = pytest.mark.django_db

START, END = datetime(2026, 9, 21, tzinfo=UTC), datetime(2026, 9, 22, tzinfo=UTC)


def account(role: str) -> User:
    user = User.objects.create_user(f"{role[:4].lower()}@demo.example", public_name=role)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture(autouse=True)
def roles(db) -> None:
    setup_roles()


@pytest.fixture
def mine() -> Telecentre:
    return TelecentreFactory(name="Le mien", short_name="Mien")


@pytest.fixture
def theirs() -> Telecentre:
    return TelecentreFactory(name="Le leur", short_name="Leur")


@pytest.fixture
def animateur(mine: Telecentre) -> User:
    user = account(ANIMATEURS)
    TelecentreManager.objects.create(telecentre=mine, user=user)
    return user


@pytest.fixture
def animateur_client(animateur: User) -> Client:
    return logged_in(animateur)


@pytest.fixture
def manager_client() -> Client:
    return logged_in(account(MANAGERS))


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(model: str, action: str = "index", *args: object) -> str:
    return reverse(f"telecentres_{model}_modeladmin_{action}", args=args)


def listed(client: Client, model: str) -> list[str]:
    """What the rows of a list are named by: their first link."""
    page = BeautifulSoup(client.get(address(model)).content, "html.parser")
    rows = page.select("table.listing tbody tr")
    return sorted(row.select_one("td a").get_text(strip=True) for row in rows)

    assert Closure.objects.count() == 0


def test_an_animateur_makes_no_centre(animateur_client: Client) -> None:
    assert is_refused(animateur_client.get(address("telecentre", "create")))


@pytest.mark.parametrize("model", ["commune", "equipment", "objective", "roadtime"])
def test_references_are_the_managers(
    model: str, animateur_client: Client, manager_client: Client
) -> None:
    assert is_refused(animateur_client.get(address(model)))
    assert manager_client.get(address(model)).status_code == 200


def test_an_editor_has_no_places(theirs: Telecentre) -> None:
    assert is_refused(logged_in(account(EDITORS)).get(address("telecentre")))
