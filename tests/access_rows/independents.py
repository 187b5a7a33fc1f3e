"""The addresses of the independents: the back office, and the link of an invitation."""

from tests.access_rules import METHOD, REDIRECT, back_office, each, ours

STAFF_OF_CENTRES = ("animateur", "manager", "superuser")

INDEPENDENTS = [
    # The sample person is of a centre that is not the animateur's.
    back_office("gestion/independants/", *STAFF_OF_CENTRES),
    back_office("gestion/independants/delete/", "manager", "superuser"),
    # The secret of the mail, whoever holds it.
    ours("club/invitation/<str:token>/", each(REDIRECT), each(METHOD)),
]
