"""Someone invited, and a file that the manager sent."""

from club.members.models import IndependentsImport, Invitation
from club.telecentres.models import Telecentre
from club.users.models import User


def independents_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of independents, by the beginning of their route."""
    invitation = Invitation.objects.create(
        email_hash="-",
        email="lea@essai.example",
        name="Léa",
        state="invited",
        token="un-secret",
        telecentre=Telecentre.objects.get(slug="murat"),
    )
    sent = IndependentsImport.objects.create(
        by=users["manager"], source="le registre", file_name="liste.csv", refused="Nom"
    )
    person = str(invitation.pk)
    return {
        "gestion/independants/": {"pk": person, "instance_pk": person},
        "gestion/independants/importer/": {"pk": str(sent.pk)},
        "club/invitation/": {"token": "un-secret"},
    }
