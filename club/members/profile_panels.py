"""What the dashboard says of one's profile."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from club.members.models import Member
from club.members.querysets import CONFIRM_EVERY, FRESH_FOR
from club.members.registry import Panel, register_panel


def confirmation_due(user: Any) -> dict[str, Any] | None:
    """None unless an active member has not confirmed their profile for six months. One query."""
    member = Member.objects.active().filter(user=user).only("last_confirmed_at").first()
    if member is None:
        return None
    confirmed, now = member.last_confirmed_at, timezone.now()
    if confirmed is not None and confirmed > now - CONFIRM_EVERY:
        return None
    return {
        "confirmed_at": confirmed,
        "is_hidden": confirmed is None or confirmed <= now - FRESH_FOR,
    }


def register_panels() -> None:
    register_panel(
        Panel(
            "profile-confirmation",
            "Votre profil est-il à jour\u202f?",
            "members/profile/confirmation_panel.html",
            confirmation_due,
            order=30,
        )
    )
