"""/club/: what concerns the person who is logged in."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from club.members import registry
from club.members.models import Member
from club.members.registry import Panel, register_panel
from club.telecentres.models import TelecentreManager
from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, setup_roles
from tests.club.members.factories import MemberFactory
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    """An active member."""
    setup_roles()
    user = User.objects.create_user("lea@essai.example", public_name="Léa Vidal")
    MemberFactory(user=user, home_telecentre=TelecentreFactory(is_active=False))
    return user


@pytest.fixture(autouse=True)
def _own_panels(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_panels", {})


def page_of(client, user: User) -> str:
    client.force_login(user)
    return client.get("/club/").content.decode()


def centres_on(html: str) -> list[str]:
    main = html[html.index("<main") : html.index("</main>")]
    return re.findall(r'<h3><a href="/telecentres/([\w-]+)/">', main)


def look_after(user: User, *slugs: str) -> None:
    for slug in slugs:
        centre = TelecentreFactory(slug=slug, name=f"Télécentre de {slug}")
        TelecentreManager.objects.create(telecentre=centre, user=user)


def test_a_stranger_is_sent_to_log_in_and_comes_back(client):
    response = client.get("/club/")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/compte/connexion/?next=/club/",
    )


@pytest.mark.parametrize("state", [None, *sorted({*Member.State.values} - {"active"})])
def test_who_is_not_in_the_club_goes_to_the_page_of_their_membership(client, state):
    account = User.objects.create_user("ina@essai.example", public_name="Ina")
    if state:
        MemberFactory(user=account, state=state)
    client.force_login(account)

    response = client.get("/club/")

    assert (response.status_code, response.headers["Location"]) == (302, "/club/adhesion/")


def test_the_staff_of_the_network_enter_without_a_membership(client):
    setup_roles()
    account = User.objects.create_user("ina@essai.example", public_name="Ina")
    account.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(account)

    assert client.get("/club/").status_code == 200


def test_a_person_is_greeted_by_their_public_name(client, user):
    html = page_of(client, user)

    assert "<h1>Bonjour Léa Vidal</h1>" in html
    assert "lea@essai.example" not in html


def test_an_account_without_a_role_sees_no_centre_and_no_back_office(client, user):
    TelecentreFactory()

    html = page_of(client, user)

    assert centres_on(html) == []
    assert "/gestion/" not in html


def test_an_animateur_sees_their_own_centres_only(client, user):
    user.groups.add(Group.objects.get(name=ANIMATEURS))
    look_after(user, "murat", "mauriac")
    look_after(User.objects.create_user("ina@essai.example"), "aurillac")

    html = page_of(client, user)

    assert sorted(centres_on(html)) == ["mauriac", "murat"]
    assert 'href="/gestion/"' in html


def test_a_centre_out_of_service_is_not_shown(client, user):
    look_after(user, "murat")
    user.managed_telecentres.get().telecentre.delete()
    centre = TelecentreFactory(slug="ydes", is_active=False)
    TelecentreManager.objects.create(telecentre=centre, user=user)

    assert centres_on(page_of(client, user)) == []


def test_a_manager_sees_every_centre(client, user):
    user.groups.add(Group.objects.get(name=MANAGERS))
    look_after(User.objects.create_user("ina@essai.example"), "aurillac", "murat")

    assert sorted(centres_on(page_of(client, user))) == ["aurillac", "murat"]


def test_the_roles_are_told(client, user):
    user.groups.add(*Group.objects.filter(name__in=(ANIMATEURS, EDITORS)))

    assert '<p class="lead">Animateurs, Éditeurs</p>' in page_of(client, user)


def test_the_queries_do_not_grow_with_the_centres(client, user):
    user.groups.add(Group.objects.get(name=ANIMATEURS))
    client.force_login(user)
    look_after(user, "centre-1")
    client.get("/club/")

    with CaptureQueriesContext(connection) as with_one:
        client.get("/club/")
    look_after(user, "centre-2", "centre-3")
    with CaptureQueriesContext(connection) as with_three:
        html = client.get("/club/").content.decode()

    assert len(centres_on(html)) == 3
    assert len(with_three) == len(with_one) <= 20


def test_a_panel_is_shown_to_whom_it_concerns(client, user):
    def context(person: User) -> dict[str, str] | None:
        return {"status": "ok"} if person == user else None

    register_panel(Panel("essai", "Rien à signaler", "icons/check.html", context))
    other = MemberFactory().user

    assert "Rien à signaler" in page_of(client, user)
    assert "Rien à signaler" not in page_of(client, other)
