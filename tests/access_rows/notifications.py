"""The addresses of notifications and of signed links."""

from tests.access_rules import (
    LOGIN,
    MEMBERS,
    METHOD,
    MISSING,
    READ_BY_ALL,
    REDIRECT,
    each,
    ours,
)

NOTIFICATIONS = [
    ours("club/notifications/", MEMBERS, each(LOGIN, logged_in=METHOD)),
    # The sample is of the simple account: nobody else may know of it.
    ours(
        "club/notifications/<int:pk>/",
        each(LOGIN, logged_in=MISSING, account=REDIRECT),
        each(LOGIN, logged_in=METHOD),
    ),
    ours(
        "club/notifications/tout-lire/",
        each(LOGIN, logged_in=METHOD),
        each(LOGIN, logged_in=REDIRECT),
    ),
    # An empty form is shown again with its errors.
    ours("club/notifications/preferences/", MEMBERS, MEMBERS),
    # Whoever holds the link may use it.
    ours("r/<str:token>/", READ_BY_ALL, READ_BY_ALL),
]
