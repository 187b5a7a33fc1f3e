"""Who sees whose pass, and who corrects it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from club.members.models import OrganisationContact
from club.passes.models import Entry, Pass
from club.passes.refusals import NotForYou
from club.telecentres.models import Telecentre
from club.telecentres.perms import manages_network, telecentres_of
from club.users.models import User

CORRECT = "passes.change_pass"


def passes_run_by(user: User) -> QuerySet[Pass]:
    """All for the managers; for an animateur, those of the members of their centres and of teams
    with such a member; never their own.
    """
    if manages_network(user):
        return Pass.objects.exclude(user=user)
    centres = Telecentre.objects.managed_by(user)
    held = Q(user__member__home_telecentre__in=centres) | Q(
        holders__user__member__home_telecentre__in=centres
    )
    return Pass.objects.filter(pk__in=Pass.objects.filter(held).values("pk")).exclude(user=user)


def entries_run_by(user: User) -> QuerySet[Entry]:
    """The ledger of these passes."""
    return Entry.objects.filter(of_pass__in=passes_run_by(user).values("pk"))


def check_may_run(user: User, of_pass: Pass) -> None:
    """Raises NotForYou."""
    if not (user.is_active and passes_run_by(user).filter(pk=of_pass.pk).exists()):
        raise NotForYou


def speaks_for(user: User, organisation_pk: int) -> bool:
    """Whether this account reads the statements of an organisation: its contacts, the managers."""
    if manages_network(user):
        return True
    return OrganisationContact.objects.filter(user=user, organisation=organisation_pk).exists()


def hosts_of(user: Any) -> QuerySet[Telecentre]:
    """The centres whose statements this account reads."""
    return telecentres_of(user)
