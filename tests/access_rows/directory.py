"""The addresses of the catalogue and of the directory of the club."""

from tests.access_rules import (
    CLUB,
    LOGIN,
    METHOD,
    OUTSIDE_THE_CLUB,
    READ_BY_ALL,
    each,
    ours,
)

READ_IN_CLUB = each(LOGIN, logged_in=METHOD, **OUTSIDE_THE_CLUB)
DIRECTORY = [
    *(
        ours(f"annuaire/{route}", READ_BY_ALL, each(METHOD))
        for route in (
            "",
            "imprimer/",
            "annuaire.csv",
            "<int:pk>-<slug:slug>/",
            "<int:pk>-<slug:slug>/carte.vcf",
        )
    ),
    *(
        ours(f"club/annuaire/{route}", CLUB, READ_IN_CLUB)
        for route in ("", "imprimer/", "annuaire.csv", "<int:pk>/", "<int:pk>/carte.vcf")
    ),
]
