"""The addresses of the day of a centre, of what is printed for it, and of its closures."""

from tests.access_rows.bookings_animation import theirs
from tests.access_rules import METHOD, PAGE, REDIRECT, ours

BOOKINGS_DAY = [
    ours(
        "animation/<slug:slug>/presences/<str:reference>/",
        theirs(METHOD),
        theirs(REDIRECT),
    ),
    # A form that says nothing is shown again.
    ours("animation/<slug:slug>/sans-reservation/", theirs(PAGE), theirs(PAGE)),
    ours("animation/<slug:slug>/feuille/", theirs(PAGE), theirs(METHOD)),
    ours("animation/<slug:slug>/portes/", theirs(PAGE), theirs(METHOD)),
    ours("animation/<slug:slug>/codes/", theirs(PAGE), theirs(METHOD)),
    ours("animation/<slug:slug>/codes/preparer/", theirs(METHOD), theirs(REDIRECT)),
    ours("animation/<slug:slug>/codes/<int:pk>/renouveler/", theirs(METHOD), theirs(REDIRECT)),
    ours("animation/<slug:slug>/fermetures/", theirs(PAGE), theirs(METHOD)),
    ours("animation/<slug:slug>/fermetures/nouvelle/", theirs(PAGE), theirs(PAGE)),
    ours("animation/<slug:slug>/fermetures/<int:pk>/", theirs(PAGE), theirs(METHOD)),
    # Lifted by the first, it is said to be lifted to the others.
    ours("animation/<slug:slug>/fermetures/<int:pk>/rouvrir/", theirs(METHOD), theirs(REDIRECT)),
]
