"""Who comes to « Votre adhésion »."""

import pytest

from club.members.models import Member
from tests.club.members.factories import ApplicationFactory, MemberFactory, UserFactory
from tests.club.telecentres.factories import TelecentreFactory


@pytest.fixture
def centre():
    return TelecentreFactory(name="Télécentre de Murat")


@pytest.fixture
def user(client):
    user = UserFactory(public_name="Léa Vidal")
    client.force_login(user)
    return user


@pytest.fixture
def enter(client):
    """`enter(state)`: logged in as someone in that state; their membership."""

    def as_member(state="active", **fields) -> Member:
        factory = ApplicationFactory if state == "application" else MemberFactory
        member = factory(state=state, **fields)
        client.force_login(member.user)
        return member

    return as_member
