"""The addresses of messages between members."""

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
# The sample thread is the member's and the animateur's: for the others there is none.
THEIRS = {**OUTSIDE_THE_CLUB, "member": PAGE, "animateur": PAGE}
CHANGED = {**OUTSIDE_THE_CLUB, "member": REDIRECT, "animateur": REDIRECT}


def of_the_two(route: str, *, post: dict) -> Row:
    return ours(
        f"club/messages/{route}",
        each(LOGIN, logged_in=MISSING, **THEIRS),
        each(LOGIN, logged_in=MISSING, **post),
    )


MESSAGES = [
    ours("club/messages/", CLUB_READS, each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB)),
    # The sample is the member's own page: nobody writes to themselves; an animateur has a thread.
    ours(
        "club/messages/nouveau/<int:pk>/",
        each(LOGIN, logged_in=PAGE, member=MISSING, animateur=REDIRECT, **OUTSIDE_THE_CLUB),
        each(LOGIN, logged_in=PAGE, member=MISSING, **OUTSIDE_THE_CLUB),
    ),
    of_the_two("<int:pk>/", post=THEIRS),
    of_the_two("<int:pk>/bloquer/", post=CHANGED),
    of_the_two("<int:pk>/debloquer/", post=CHANGED),
    # A message is reported by who received it.
    ours(
        "club/messages/<int:pk>/signaler/<int:message_pk>/",
        each(LOGIN, logged_in=MISSING, **OUTSIDE_THE_CLUB, animateur=PAGE),
        each(LOGIN, logged_in=MISSING, **OUTSIDE_THE_CLUB, animateur=PAGE),
    ),
    back_office("gestion/messages-signales/", "moderator", "manager", "superuser"),
    back_office(
        "gestion/messages-signales/<int:pk>/suspendre/", "manager", "superuser", exact=True
    ),
]
