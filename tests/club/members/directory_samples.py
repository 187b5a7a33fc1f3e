"""A member of the catalogue for `tests/access_world.py`."""

from club.users.models import User
from tests.club.members.factories import make_member


def directory_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of the directory, by the beginning of their route."""
    home = users["member"].member.home_telecentre
    member = make_member("Odile Bessou", home_telecentre=home, is_in_public_catalogue=True)
    return {
        "annuaire/": {"pk": str(member.pk), "slug": "odile-bessou"},
        "club/annuaire/": {"pk": str(member.pk)},
    }
