"""The addresses of memberships: everyone's own page, and those where the staff decide."""

from tests.access_rules import (
    CLUB,
    LOGIN,
    MEMBERS,
    METHOD,
    OUTSIDE_THE_CLUB,
    PAGE,
    REDIRECT,
    back_office,
    each,
    ours,
)

DECIDERS = ("animateur", "manager", "superuser")
# The sample member is of a centre that is not this animateur's.
NETWORK = ("manager", "superuser")
STEPS = ("accepter", "question", "refuser", "renouveler", "suspendre", "lever", "note")

ADHESION = [
    ours("club/", CLUB, each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB)),
    # Whoever is a member applies no more; the others get their empty form back.
    ours(
        "club/adhesion/",
        MEMBERS,
        each(LOGIN, logged_in=PAGE, member=REDIRECT, suspended=REDIRECT),
    ),
    # Nobody is asked a question.
    ours(
        "club/adhesion/repondre/",
        each(LOGIN, logged_in=METHOD),
        each(LOGIN, logged_in=REDIRECT),
    ),
    # The documents are not ticked: the page is shown again.
    ours(
        "club/adhesion/documents/accepter/",
        each(LOGIN, logged_in=METHOD),
        MEMBERS,
    ),
    # Without a membership there is nothing to renew nor to leave.
    ours(
        "club/adhesion/renouveler/",
        each(LOGIN, logged_in=METHOD),
        each(LOGIN, logged_in=REDIRECT, member=PAGE, suspended=PAGE),
    ),
    ours(
        "club/adhesion/quitter/",
        each(LOGIN, logged_in=REDIRECT, member=PAGE, suspended=PAGE),
        each(LOGIN, logged_in=REDIRECT),
    ),
    *(
        ours(f"club/adhesion/documents/{route}/", MEMBERS, each(LOGIN, logged_in=METHOD))
        for route in ("<slug:kind>", "<slug:kind>/<int:version>")
    ),
    # Back office
    back_office("gestion/candidatures/", *DECIDERS),
    back_office("gestion/adherents/", *DECIDERS),
    *(back_office(f"gestion/adherents/<int:pk>/{step}/", *NETWORK, exact=True) for step in STEPS),
    back_office("gestion/documents-du-club/", *DECIDERS),
    back_office("gestion/documents-du-club/create/", *NETWORK),
    back_office("gestion/organisations/", *DECIDERS),
    back_office("gestion/organisations/delete/", *NETWORK),
    back_office("gestion/contacts-des-organisations/", *DECIDERS),
    *(
        back_office(f"gestion/contacts-des-organisations/{action}/", *NETWORK)
        for action in ("create", "edit", "delete")
    ),
]
