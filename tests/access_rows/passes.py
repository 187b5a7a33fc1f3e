"""The addresses of passes and of their statements."""

from tests.access_rules import (
    CLUB,
    LOGIN,
    METHOD,
    MISSING,
    OUTSIDE_THE_CLUB,
    PAGE,
    REDIRECT,
    Row,
    back_office,
    each,
    ours,
)

DECIDERS = ("animateur", "manager", "superuser")
MANAGERS = ("manager", "superuser")
NETWORK = {"manager": PAGE, "superuser": PAGE}
THEIRS = ("pass", "unites-des-pass", "registre-des-pass")
READ = (*THEIRS, "formules-de-pass", "prix-des-formules", "contenus-des-formules")
MONTH = "<int:year>/<int:number>/"


def read(route: str) -> Row:
    """What each member reads of their own."""
    refused = each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB)
    return ours(f"club/pass/{route}", CLUB, refused)


def read_by(route: str, **who) -> Row:
    """What is someone's; for the others it does not exist."""
    return ours(
        f"club/pass/{route}",
        each(LOGIN, logged_in=MISSING, **who),
        each(LOGIN, logged_in=METHOD),
    )


PASSES = [
    read(""),
    read(f"releves/{MONTH}"),
    read(f"releves/{MONTH}csv/"),
    ours(
        "club/pass/essai/",
        each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB),
        each(LOGIN, logged_in=REDIRECT),
    ),
    # The sample account is the contact of the sample organisation.
    read_by(f"organisations/<int:pk>/{MONTH}", account=PAGE, **NETWORK),
    read_by(f"organisations/<int:pk>/{MONTH}csv/", account=PAGE, **NETWORK),
    # The sample centre is not this animateur's.
    read_by(f"telecentres/<slug:slug>/{MONTH}", **NETWORK),
    read_by(f"telecentres/<slug:slug>/{MONTH}csv/", **NETWORK),
    read_by(f"telecentres/<slug:slug>/{MONTH}facturation/csv/", **NETWORK),
    # An animateur reads prices; the sample pass is not of their centre.
    *(back_office(f"gestion/{name}/", *DECIDERS) for name in READ),
    *(back_office(f"gestion/{name}/inspect/", *MANAGERS) for name in THEIRS),
    *(
        back_office(f"gestion/{name}/{action}/", *MANAGERS)
        for name in ("formules-de-pass", "prix-des-formules", "contenus-des-formules")
        for action in ("create", "edit", "delete", "history")
    ),
    back_office("gestion/equipes-des-pass/", *MANAGERS),
    *(
        back_office(f"gestion/pass/<int:pk>/{step}/", *MANAGERS, exact=True)
        for step in ("corriger", "terminer")
    ),
]
