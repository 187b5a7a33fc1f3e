"""The menu of the pages of the club."""

import pytest
from django.test import RequestFactory

from club.dashboard.context_processors import club_menu
from club.users.models import User


def menu_at(path: str) -> dict[str, bool]:
    request = RequestFactory().get(path)
    request.user = User(pk=1)
    return {one["label"]: one["is_current"] for one in club_menu(request).get("club_menu", [])}


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/club/", "Accueil du club"),
        ("/club/reservations/", "Réserver"),
        ("/club/reservations/telecentres/murat/", "Réserver"),
        ("/club/reservations/nouvelle/", "Réserver"),
        ("/club/profil/apercu/", "Mon profil"),
        ("/club/annuaire/3/", "Annuaire"),
        ("/club/messages/", "Messages"),
        ("/club/adhesion/documents/charter/", "Mon adhésion"),
        ("/club/notifications/preferences/", "Notifications"),
    ],
)
def test_the_entry_of_the_page_is_marked(path, current):
    assert [label for label, is_current in menu_at(path).items() if is_current] == [current]


@pytest.mark.parametrize("path", ["/", "/annuaire/", "/compte/", "/gestion/"])
def test_other_pages_have_no_menu_of_the_club(path):
    assert menu_at(path) == {}
