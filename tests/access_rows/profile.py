"""The addresses of one's profile, of photographs, and of the skills in the back office."""

from tests.access_rules import (
    LOGIN,
    METHOD,
    MISSING,
    PAGE,
    REDIRECT,
    back_office,
    each,
    ours,
)

# A profile is a member's: whoever else is logged in goes to the page of the membership.
OWN = each(LOGIN, logged_in=REDIRECT, member=PAGE)
BUTTON = each(LOGIN, logged_in=REDIRECT)

PROFILE = [
    ours("club/profil/", OWN, OWN),
    ours("club/profil/apercu/", OWN, each(METHOD)),
    ours("club/profil/confirmer/", each(METHOD), BUTTON),
    ours("club/profil/competences/", OWN, each(METHOD)),
    ours("club/profil/competences/ajouter/", each(METHOD), BUTTON),
    ours("club/profil/photo/", OWN, OWN),
    ours("club/profil/photo/retirer/", each(METHOD), BUTTON),
    # The sample is for the club: it does not exist for those outside.
    ours(
        "club/photos/<int:pk>/",
        each(MISSING, logged_in=PAGE, account=MISSING, suspended=MISSING),
        each(METHOD),
    ),
    back_office("gestion/competences/", "animateur", "manager", "superuser"),
    back_office("gestion/competences/<int:pk>/", "animateur", "manager", "superuser", exact=True),
    *(
        back_office(f"gestion/competences/<int:pk>/{action}/", "manager", "superuser", exact=True)
        for action in ("approuver", "appellation", "refuser", "fusionner")
    ),
]
