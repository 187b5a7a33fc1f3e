"""The addresses of the animateurs, of calendars, and of the back office of bookings."""

from tests.access_rules import (
    LOGIN,
    METHOD,
    MISSING,
    PAGE,
    READ_BY_ALL,
    REDIRECT,
    Expected,
    back_office,
    each,
    ours,
)

DECIDERS = ("animateur", "manager", "superuser")
# The sample booking and rules are of a centre that is not this animateur's.
NETWORK = ("manager", "superuser")


def theirs(answer) -> Expected:
    """Those who look after the sample centre; to the others it does not exist."""
    return each(LOGIN, logged_in=MISSING, **dict.fromkeys(DECIDERS, answer))


BOOKINGS_ANIMATION = [
    # The animateur has one centre, and is led to it.
    ours(
        "animation/",
        each(LOGIN, logged_in=MISSING, animateur=REDIRECT, manager=PAGE, superuser=PAGE),
        each(METHOD),
    ),
    ours("animation/<slug:slug>/", theirs(PAGE), theirs(METHOD)),
    ours("animation/<slug:slug>/demandes/", theirs(PAGE), theirs(METHOD)),
    ours(
        "animation/<slug:slug>/demandes/<str:reference>/accepter/",
        theirs(METHOD),
        theirs(REDIRECT),
    ),
    # Without a reason the form is shown again.
    ours("animation/<slug:slug>/demandes/<str:reference>/refuser/", theirs(PAGE), theirs(PAGE)),
    ours("animation/<slug:slug>/reserver/", theirs(PAGE), theirs(PAGE)),
    ours("animation/<slug:slug>/entretien/", theirs(PAGE), theirs(PAGE)),
    # The sample calendar is the member's.
    ours(
        "club/reservations/calendriers/",
        each(LOGIN, logged_in=PAGE),
        each(LOGIN, logged_in=PAGE),
    ),
    ours(
        "club/reservations/calendriers/ouvrir/",
        each(LOGIN, logged_in=METHOD),
        each(LOGIN, logged_in=REDIRECT),
    ),
    *(
        ours(
            f"club/reservations/calendriers/<int:pk>/{action}/",
            each(LOGIN, logged_in=METHOD),
            each(LOGIN, logged_in=MISSING, member=REDIRECT),
        )
        for action in ("renouveler", "retirer")
    ),
    # The secret address, whoever holds it.
    ours("flux/reservations/<str:token>.ics", READ_BY_ALL, each(METHOD)),
    # Back office
    back_office("gestion/reservations/", *DECIDERS),
    back_office("gestion/reservations/inspect/", *NETWORK),
    *(
        back_office(f"gestion/reservations/<int:pk>/{step}/", *NETWORK, exact=True)
        for step in ("accepter", "refuser", "annuler")
    ),
    back_office("gestion/regles-de-reservation/", *DECIDERS),
    *(
        back_office(f"gestion/regles-de-reservation/{action}/", *NETWORK)
        for action in ("edit", "delete", "inspect", "history")
    ),
]
