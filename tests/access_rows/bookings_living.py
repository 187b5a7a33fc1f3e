"""Series, waiting list, closures, arrival and desk of a person."""

from tests.access_rules import (
    LOGIN,
    METHOD,
    MISSING,
    PAGE,
    REDIRECT,
    Answer,
    Row,
    each,
    ours,
)

ACCOUNTS = each(LOGIN, logged_in=PAGE)
# The samples are the member's, in a centre that the managers of the network run too.
RUN = ("member", "manager", "superuser")
OWN = ("member",)
ROOT = "club/reservations/"


def of(whose: tuple[str, ...], route: str, *, get: Answer = METHOD, post: Answer) -> Row:
    """What is another's is missing; a method that is not there is told to all."""
    return ours(
        f"{ROOT}{route}",
        *(
            each(LOGIN, logged_in=METHOD)
            if answer == METHOD
            else each(LOGIN, logged_in=MISSING, **dict.fromkeys(whose, answer))
            for answer in (get, post)
        ),
    )


BOOKINGS_LIVING = [
    ours(f"{ROOT}series/nouvelle/", ACCOUNTS, ACCOUNTS),
    of(RUN, "series/<int:pk>/", get=PAGE, post=METHOD),
    of(RUN, "series/<int:pk>/ajouter/", post=REDIRECT),
    of(RUN, "series/<int:pk>/annuler/", get=PAGE, post=PAGE),
    of(RUN, "series/<int:pk>/deplacer/", get=PAGE, post=PAGE),
    of(RUN, "series/<int:pk>/prolonger/", post=PAGE),
    ours(f"{ROOT}conges/", ACCOUNTS, ACCOUNTS),
    of(OWN, "conges/<int:pk>/retirer/", post=REDIRECT),
    ours(f"{ROOT}attente/nouvelle/", ACCOUNTS, ACCOUNTS),
    of(OWN, "attente/<int:pk>/accepter/", post=REDIRECT),
    of(OWN, "attente/<int:pk>/quitter/", post=REDIRECT),
    of(RUN, "fermetures/<int:pk>/deplacer/", post=REDIRECT),
    of(RUN, "fermetures/<int:pk>/reprendre/", post=REDIRECT),
    ours(f"{ROOT}arrivee/", ACCOUNTS, ACCOUNTS),
    # Whoever scans a desk is told what they hold there, if anything.
    ours(f"{ROOT}arrivee/<str:token>/", ACCOUNTS, ACCOUNTS),
    of(OWN, "arrivee/<int:pk>/je-viens/", post=REDIRECT),
    of(OWN, "arrivee/<int:pk>/je-libere/", post=REDIRECT),
    ours(f"{ROOT}mon-bureau/", ACCOUNTS, each(LOGIN, logged_in=METHOD)),
    of(OWN, "mon-bureau/<int:pk>/liberer/", post=PAGE),
    of(OWN, "mon-bureau/<int:pk>/semaine/", post=REDIRECT),
    of(OWN, "mon-bureau/rendus/<int:pk>/reprendre/", post=REDIRECT),
]
