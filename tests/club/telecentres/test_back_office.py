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


def is_refused(response) -> bool:
    """Wagtail sends who may not back to its home page."""
    return response.status_code == 302 and response["Location"] == reverse("wagtailadmin_home")


def with_row(model: str, centre: Telecentre):
    """A row of the model in a centre."""
    if model == "telecentre":
        return centre
    if model == "space":
        return SpaceFactory(telecentre=centre, name=f"Poste de {centre.short_name}")
    return ClosureFactory(telecentre=centre, starts_at=START, ends_at=END)


def space_form(centre: Telecentre) -> dict[str, str]:
    return {
        "telecentre": str(centre.pk),
        "kind": "DESK",
        "name": "Poste neuf",
        "capacity": "1",
        "granularity": "HALF_DAY",
        "description": "",
        "is_active": "on",
    }


# --- Lists -------------------------------------------------------------------------------------


def test_an_animateur_lists_their_own_centres(
    animateur_client: Client, mine: Telecentre, theirs: Telecentre
) -> None:
    assert listed(animateur_client, "telecentre") == ["Le mien"]


def test_an_animateur_lists_the_spaces_of_their_own_centres(
    animateur_client: Client, mine: Telecentre, theirs: Telecentre
) -> None:
    SpaceFactory(telecentre=mine, name="Poste à moi")
    SpaceFactory(telecentre=theirs, name="Poste à eux")

    assert listed(animateur_client, "space") == ["Poste à moi"]


def test_a_manager_lists_every_centre(
    manager_client: Client, mine: Telecentre, theirs: Telecentre
) -> None:
    assert listed(manager_client, "telecentre") == ["Le leur", "Le mien"]


def test_an_animateur_without_a_centre_lists_nothing(theirs: Telecentre) -> None:
    SpaceFactory(telecentre=theirs)

    assert listed(logged_in(account(ANIMATEURS)), "space") == []


def test_an_export_holds_the_rows_of_the_list(
    animateur_client: Client, mine: Telecentre, theirs: Telecentre
) -> None:
    SpaceFactory(telecentre=mine, name="Poste à moi")
    SpaceFactory(telecentre=theirs, name="Poste à eux")

    response = animateur_client.get(address("space"), {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert [line.split(",")[1] for line in lines[1:]] == ["Poste à moi"]


@pytest.mark.parametrize("model", ["telecentre", "space", "closure"])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    model: str, manager_client: Client, django_assert_num_queries
) -> None:
    with_row(model, TelecentreFactory())
    manager_client.get(address(model))  # content types and the like are remembered
    with CaptureQueriesContext(connection) as for_one:
        manager_client.get(address(model))
    for _ in range(2):
        with_row(model, TelecentreFactory())

    with django_assert_num_queries(len(for_one)):
        assert len(listed(manager_client, model)) == 3


# --- Another's rows ----------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["telecentre", "space", "closure"])
@pytest.mark.parametrize("action", ["edit", "inspect", "delete"])
def test_an_animateur_is_refused_the_rows_of_another_centre(
    model: str, action: str, animateur_client: Client, theirs: Telecentre
) -> None:
    row = with_row(model, theirs)

    response = animateur_client.get(address(model, action, row.pk))

    assert is_refused(response)


@pytest.mark.parametrize("model", ["telecentre", "space", "closure"])
@pytest.mark.parametrize("action", ["edit", "inspect"])
def test_an_animateur_opens_the_rows_of_their_centre(
    model: str, action: str, animateur_client: Client, mine: Telecentre
) -> None:
    row = with_row(model, mine)

    assert animateur_client.get(address(model, action, row.pk)).status_code == 200


@pytest.mark.parametrize("model", ["telecentre", "space", "closure"])
@pytest.mark.parametrize("action", ["edit", "inspect", "delete"])
def test_a_manager_opens_every_row(
    model: str, action: str, manager_client: Client, theirs: Telecentre
) -> None:
    row = with_row(model, theirs)

    assert manager_client.get(address(model, action, row.pk)).status_code == 200


def test_posting_to_another_centres_row_changes_nothing(
    animateur_client: Client, theirs: Telecentre
) -> None:
    space = SpaceFactory(telecentre=theirs, name="Poste à eux")

    edited = animateur_client.post(address("space", "edit", space.pk), space_form(theirs))
    deleted = animateur_client.post(address("space", "delete", space.pk))

    space.refresh_from_db()
    assert (is_refused(edited), is_refused(deleted), space.name) == (True, True, "Poste à eux")


def test_an_animateur_adds_a_space_to_their_centre(
    animateur_client: Client, mine: Telecentre
) -> None:
    response = animateur_client.post(address("space", "create"), space_form(mine))

    assert response.status_code == 302
    assert list(Space.objects.values_list("telecentre", "name")) == [(mine.pk, "Poste neuf")]


def test_an_animateur_adds_nothing_to_another_centre(
    animateur_client: Client, theirs: Telecentre
) -> None:
    response = animateur_client.post(address("space", "create"), space_form(theirs))

    assert (response.status_code, Space.objects.count()) == (200, 0)


def test_an_animateur_cannot_move_a_space_to_another_centre(
    animateur_client: Client, mine: Telecentre, theirs: Telecentre
) -> None:
    space = SpaceFactory(telecentre=mine)

    animateur_client.post(address("space", "edit", space.pk), space_form(theirs))

    space.refresh_from_db()
    assert space.telecentre == mine


@pytest.mark.parametrize(("whose", "count"), [("mine", 1), ("theirs", 0)])
def test_an_animateur_closes_no_centre_but_their_own(
    whose: str, count: int, animateur_client: Client, mine: Telecentre, theirs: Telecentre
) -> None:
    centre = {"mine": mine, "theirs": theirs}[whose]

    animateur_client.post(
        address("closure", "create"),
        {
            "telecentre": str(centre.pk),
            "starts_at": "2026-09-21 08:00",
            "ends_at": "2026-09-22 08:00",
            "reason": "Neige",
            "message": "",
        },
    )

    assert Closure.objects.filter(telecentre=centre).count() == count


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


@pytest.mark.parametrize("model", ["space", "telecentre", "closure", "commune", "equipment"])
def test_a_row_named_by_no_number_is_not_found(manager_client: Client, model: str) -> None:
    for pk in ("abc", "-1", "9" * 30):
        assert manager_client.get(f"/gestion/telecentres/{model}/edit/{pk}/").status_code == 404
