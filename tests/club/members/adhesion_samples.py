"""Rows of memberships for `tests/access_world.py`: real things to ask for."""

from club.members.models import OrganisationContact
from club.users.models import User
from tests.club.members.factories import OrganisationFactory, make_document


def adhesion_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of memberships, by the beginning of their route."""
    member = str(users["member"].member.pk)
    document = make_document("charter")
    organisation = OrganisationFactory()
    contact = OrganisationContact.objects.create(organisation=organisation, user=users["account"])
    return {
        "club/adhesion/": {"kind": "charter", "version": "1"},
        "gestion/candidatures/": {"instance_pk": member},
        "gestion/adherents/": {"pk": member, "instance_pk": member},
        "gestion/documents-du-club/": {"instance_pk": str(document.pk)},
        "gestion/organisations/": {"instance_pk": str(organisation.pk)},
        "gestion/contacts-des-organisations/": {"instance_pk": str(contact.pk)},
    }
