"""What every page of the club shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

CLUB = "/club/"
# In the order of the menu. Who is not in the club yet is led to « Mon adhésion » by any of them.
ENTRIES = (
    ("dashboard:home", "Accueil du club"),
    ("bookings:search", "Réserver"),
    ("profile:edit", "Mon profil"),
    ("services:page", "Services"),
    ("passes:home", "Mon pass"),
    ("directory:list", "Annuaire"),
    ("messages:list", "Messages"),
    ("adhesion:page", "Mon adhésion"),
    ("notifications:list", "Notifications"),
)
# An entry that stands for more than what is under its own address.
PREFIXES = {"bookings:search": "/club/reservations/"}


def club_menu(request: HttpRequest) -> dict[str, Any]:
    """`club_menu`: the entries, on pages of the club and for someone who is logged in. No query."""
    if not request.path.startswith(CLUB) or not request.user.is_authenticated:
        return {}
    entries = []
    for name, label in ENTRIES:
        url = reverse(name)
        prefix = PREFIXES.get(name, url)
        is_here = request.path == url or (url != CLUB and request.path.startswith(prefix))
        entries.append({"url": url, "label": label, "is_current": is_here})
    return {"club_menu": entries}
