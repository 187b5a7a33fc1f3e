"""The link by which a member confirms their profile from the mail, without logging in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from club.members.emails import CONFIRM_PROFILE
from club.members.models import Member
from club.members.profiles import confirm_profile
from club.notifications.links import ActionRefused, Description, UnknownLink, register_action

MAX_AGE = timedelta(days=365)  # confirming again and again does no harm


def _member(pk: Any) -> Member:
    """Raises UnknownLink (gone), ActionRefused (the membership does not run)."""
    member: Member | None = Member.objects.filter(pk=pk).first()
    if member is None:
        raise UnknownLink
    if not Member.objects.active().filter(pk=pk).exists():
        raise ActionRefused(
            "Votre adhésion n’est pas en cours, et votre profil n’est donc pas dans l’annuaire. "
            "Il est gardé tel quel\u202f: il y reviendra avec votre adhésion."
        )
    return member


def _describe(payload: Any) -> Description:
    _member(payload)
    return Description(
        "Votre profil est-il à jour\u202f?",
        "Si rien n’a changé, confirmez-le d’un clic\u202f: il reste dans l’annuaire du club pour "
        "douze mois. Sinon, corrigez-le dans votre espace club.",
        "Mon profil est à jour",
    )


def _act(payload: Any) -> str:
    confirm_profile(_member(payload))
    return "Merci\u202f! Votre profil est confirmé\u202f: il est dans l’annuaire pour douze mois."


def register_links() -> None:
    register_action(CONFIRM_PROFILE, describe=_describe, act=_act, max_age=MAX_AGE)
