"""The addresses that show what is free."""

from tests.access_rules import CLUB, LOGIN, METHOD, OUTSIDE_THE_CLUB, each, ours

READ_ONLY = each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB)
BOOKINGS_AVAILABILITY = [
    ours(f"club/reservations/{route}", CLUB, READ_ONLY)
    for route in ("chercher/", "telecentres/", "telecentres/<slug:slug>/", "espaces/<int:pk>/")
]
