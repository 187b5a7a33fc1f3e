"""People of the club for tests, as small as the rules allow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from club.members.documents import publish_document
from club.members.invitations import email_hash
from club.members.models import DocumentVersion, Invitation, Member, Organisation, Skill
from club.members.skills import add_synonym, approve_skill, set_skills, suggest_skill
from club.telecentres.models import Telecentre, TelecentreManager
from club.users.models import User
from tests.club.telecentres.factories import TelecentreFactory

SIRET = "73282932000074"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne-{n}@essai.example")
    public_name = factory.Sequence(lambda n: f"Personne {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")


class MemberFactory(factory.django.DjangoModelFactory):
    """An active member for a year, whose profile is fresh; not indexed (see `make_member`)."""

    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    home_telecentre = factory.SubFactory(TelecentreFactory)
    state = Member.State.ACTIVE
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda member: member.starts_on + timedelta(days=364))
    last_confirmed_at = factory.LazyFunction(timezone.now)


class ApplicationFactory(MemberFactory):
    state = Member.State.APPLICATION
    starts_on = ends_on = last_confirmed_at = None


def make_member(name: str = "", *, skills: tuple[str, ...] = (), **fields: Any) -> Member:
    """An active member with skills, indexed as the services do."""
    if name:
        fields["user__public_name"] = name
    member = MemberFactory(**fields)
    set_skills(member, skills)
    return member


def make_skill(name: str, *synonyms: str, family: str = Skill.Family.OTHER) -> Skill:
    """A skill of the list."""
    skill = approve_skill(suggest_skill(name, by=None), family=family)
    for synonym in synonyms:
        add_synonym(skill, name=synonym)
    return skill


def make_animateur(telecentre: Telecentre) -> User:
    user = UserFactory()
    TelecentreManager.objects.create(telecentre=telecentre, user=user)
    return user


def make_document(kind: str = DocumentVersion.Kind.CHARTER, **fields: Any) -> DocumentVersion:
    return publish_document(kind, text=fields.pop("text", "Un texte."), **fields)


def make_invitation(email: str = "lea@essai.example", **fields: Any) -> Invitation:
    return Invitation.objects.create(
        email_hash=email_hash(email), email=email, **{"name": "Léa", **fields}
    )
