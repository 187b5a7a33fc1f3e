"""Rows of this app for `tests/access_world.py`: memberships by role, and real things to ask for."""

from club.members.models import Member
from club.telecentres.models import Telecentre
from club.users.models import User
from tests.club.members.factories import MemberFactory


def make_memberships(users: dict[str, User]) -> None:
    """An active member and a suspended one, of a centre that the animateur does not run."""
    telecentre = Telecentre.objects.get(slug="murat")
    for role, state in (("member", Member.State.ACTIVE), ("suspended", Member.State.SUSPENDED)):
        MemberFactory(user=users[role], home_telecentre=telecentre, state=state)


def member_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of this app's addresses, by the beginning of their route."""
    return {}
