"""A space to ask for: that of `make_places`."""

from club.telecentres.models import Space
from club.users.models import User


def availability_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of availability, by the beginning of their route."""
    return {"club/reservations/espaces/": {"pk": str(Space.objects.get(name="Poste 1").pk)}}
