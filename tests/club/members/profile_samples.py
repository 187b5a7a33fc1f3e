"""A photograph and a skill for `tests/access_world.py`."""

from club.members.models import Member
from club.members.profiles import set_photo
from club.members.skills import suggest_skill
from club.users.models import User
from tests.club.members.test_profiles import picture


def profile_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of these addresses, by the beginning of their route."""
    member = set_photo(Member.objects.get(user=users["member"]), picture())
    skill = str(suggest_skill("Vannerie", by=users["member"]).pk)
    return {
        "club/photos/": {"pk": str(member.pk)},
        "gestion/competences/": {"pk": skill, "instance_pk": skill},
    }
