"""The addresses of the package of services: for members, and for those who run a centre."""

from tests.access_rules import (
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

CLUB_READS = each(LOGIN, logged_in=PAGE, **OUTSIDE_THE_CLUB)
# Those who run the sample centre; for the others there is no such page.
RUNS = {"animateur": PAGE, "manager": PAGE, "superuser": PAGE}


def desk(route: str, *, post: dict | None = None) -> Row:
    """A page of who runs the sample centre; `post` None: a page that is read."""
    write = (
        each(LOGIN, logged_in=METHOD) if post is None else each(LOGIN, logged_in=MISSING, **post)
    )
    return ours(f"animation/<slug:slug>/{route}", each(LOGIN, logged_in=MISSING, **RUNS), write)


SERVICES = [
    ours("club/services/", CLUB_READS, each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB)),
    ours("club/services/demander/<slug:slug>/<slug:service_slug>/", CLUB_READS, CLUB_READS),
    # The sample request is the member's own.
    ours(
        "club/services/demandes/<int:pk>/retirer/",
        each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB),
        each(LOGIN, logged_in=MISSING, **OUTSIDE_THE_CLUB, member=REDIRECT),
    ),
    ours("club/services/signaler/<str:token>/", CLUB_READS, CLUB_READS),
    desk("services/"),
    desk("services/<int:pk>/", post=RUNS),
    ours(
        "animation/<slug:slug>/pannes/<int:pk>/reparee/",
        each(LOGIN, logged_in=METHOD),
        each(LOGIN, logged_in=MISSING, animateur=REDIRECT, manager=REDIRECT, superuser=REDIRECT),
    ),
    desk("etiquettes/"),
    *(
        back_office(f"gestion/passes/{model}/", "animateur", "manager", "superuser")
        for model in ("servicerequest", "equipmentreport")
    ),
]
