"""The accounts of the demonstration, one per role."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, MODERATORS, setup_roles


@dataclass(frozen=True)
class DemoAccount:
    local: str  # the part of the address before @demo.example
    public_name: str
    role: str = ""  # a group's name
    is_superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.local}@demo.example"


ACCOUNTS = (
    DemoAccount("visiteur", "Louise Vernières"),
    DemoAccount("membre", "Bastien Chambon"),
    DemoAccount("animateur", "Nadège Fabrègues", ANIMATEURS),
    DemoAccount("editeur", "Hugo Lacoste", EDITORS),
    DemoAccount("moderateur", "Inès Roussilhe", MODERATORS),
    DemoAccount("gestionnaire", "Agnès Tourniac", MANAGERS),
    DemoAccount("admin", "Administration du site", is_superuser=True),
)


def demo_account(email: str, *, public_name: str) -> User:
    """An account with a verified address and no usable password, made if it is missing."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, public_name=public_name)
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


def load_accounts(password: str) -> None:
    """Make the roles and the accounts of ACCOUNTS, and give these `password`."""
    setup_roles()
    for account in ACCOUNTS:
        user = demo_account(account.email, public_name=account.public_name)
        user.is_superuser = account.is_superuser
        user.is_staff = account.is_superuser
        if not user.check_password(password):
            user.set_password(password)
        user.save()
        if account.role:
            user.groups.add(Group.objects.get(name=account.role))
