"""Who may touch which centre."""

from typing import Any

from django.db.models import QuerySet

from club.telecentres.models import Telecentre
from club.users.models import User
from club.users.roles import MANAGERS, ROLES


def manages_network(user: User) -> bool:
    """Whether this account sees every centre: the network's managers and superusers."""
    if user.is_superuser:
        return True
    return MANAGERS in role_names(user)


def works_for_network(user: User) -> bool:
    """Whether this account has any role of the back office."""
    if user.is_superuser:
        return True
    return not role_names(user).isdisjoint(role.name for role in ROLES)


def telecentres_of(user: User) -> QuerySet[Telecentre]:
    """The centres this account looks after: all for a manager, their own for an animateur."""
    if manages_network(user):
        return Telecentre.objects.all()
    return Telecentre.objects.managed_by(user)


def only_of(user: User, queryset: QuerySet[Any], path: str) -> QuerySet[Any]:
    """The rows whose centre, found at `path`, this account looks after."""
    if manages_network(user):
        return queryset
    return queryset.filter(**{f"{path}__in": Telecentre.objects.managed_by(user)})


def role_names(user: User) -> set[str]:
    """The groups of an account, read once per request (kept on the account object)."""
    if not hasattr(user, "_role_names"):
        user._role_names = set(user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]
    return user._role_names  # type: ignore[attr-defined]
