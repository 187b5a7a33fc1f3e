"""Accounts made and changed in the back office."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from club.users.models import User
from club.users.roles import MANAGERS, setup_roles

pytestmark = pytest.mark.django_db

FORM = {
    "email": "Odile@Essai.example",
    "public_name": "Odile Fageon",
    "first_name": "Odile",
    "last_name": "Fageon",
    "password1": "une-phrase-assez-longue",
    "password2": "une-phrase-assez-longue",
}


@pytest.fixture
def manager(client: Client) -> Client:
    setup_roles()
    user = User.objects.create_user("agnes@essai.example", public_name="Agnès")
    user.groups.add(Group.objects.get(name=MANAGERS))
    client.force_login(user)
    return client


def test_a_manager_opens_an_account_with_its_public_name(manager: Client) -> None:
    manager.post("/gestion/users/new/", FORM)

    assert User.objects.get(email__iexact="odile@essai.example").public_name == "Odile Fageon"


def test_an_account_is_refused_without_a_public_name(manager: Client) -> None:
    response = manager.post("/gestion/users/new/", FORM | {"public_name": ""})

    assert response.status_code == 200
    assert "public_name" in response.context["form"].errors
    assert not User.objects.filter(email__iexact="odile@essai.example").exists()


def test_a_manager_changes_a_public_name(manager: Client) -> None:
    user = User.objects.create_user("odile@essai.example", public_name="Odile")

    manager.post(
        f"/gestion/users/edit/{user.pk}/",
        {"email": user.email, "public_name": "Odile F.", "first_name": "O", "last_name": "F"},
    )

    user.refresh_from_db()
    assert user.public_name == "Odile F."
