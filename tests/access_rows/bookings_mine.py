"""The addresses of one's own bookings."""

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

# Whoever has an account may hold a booking: a telemedicine point is open to all of them.
ACCOUNTS = each(LOGIN, logged_in=PAGE)
# The sample is the member's, in a centre that the managers of the network run too.
THEIRS = ("member", "manager", "superuser")


def of_theirs(route: str, *, post: Answer) -> Row:
    return ours(
        f"club/reservations/<booking_reference:reference>/{route}",
        each(LOGIN, logged_in=MISSING, **dict.fromkeys(THEIRS, PAGE)),
        each(LOGIN, logged_in=METHOD)
        if post == METHOD
        else each(LOGIN, logged_in=MISSING, **dict.fromkeys(THEIRS, post)),
    )


BOOKINGS_MINE = [
    ours("club/reservations/", ACCOUNTS, each(LOGIN, logged_in=METHOD)),
    ours("club/reservations/nouvelle/", ACCOUNTS, ACCOUNTS),
    of_theirs("", post=METHOD),
    of_theirs("agenda.ics", post=METHOD),
    # A POST that does not say where to move shows the choice again.
    of_theirs("deplacer/", post=PAGE),
    of_theirs("annuler/", post=REDIRECT),
]
