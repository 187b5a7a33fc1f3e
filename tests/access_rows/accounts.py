"""The addresses of `/compte/`."""

from tests.access_rules import (
    LOGIN,
    MEMBERS,
    METHOD,
    MISSING,
    PAGE,
    READ_BY_ALL,
    REDIRECT,
    each,
    ours,
)

TO_CONFIRM = each(LOGIN, logged_in=REDIRECT)
ACCOUNTS = [
    ours("compte/connexion/", each(PAGE, logged_in=REDIRECT), each(PAGE, logged_in=REDIRECT)),
    ours("compte/deconnexion/", each(REDIRECT, logged_in=PAGE), each(REDIRECT)),
    ours("compte/desactive/", READ_BY_ALL, each(METHOD)),
    ours("compte/inscription/", each(PAGE, logged_in=REDIRECT), each(PAGE, logged_in=REDIRECT)),
    ours("compte/confirmer-identite/", MEMBERS, MEMBERS),
    ours("compte/adresse/", MEMBERS, each(LOGIN, logged_in=REDIRECT)),
    ours(
        "compte/adresse/verification/",
        each(LOGIN, logged_in=REDIRECT),
        each(LOGIN, logged_in=REDIRECT),
    ),
    ours("compte/mot-de-passe/modifier/", MEMBERS, MEMBERS),
    ours(
        "compte/mot-de-passe/choisir/",
        each(LOGIN, logged_in=REDIRECT),
        each(LOGIN, logged_in=REDIRECT),
    ),
    ours("compte/mot-de-passe/oublie/", READ_BY_ALL, READ_BY_ALL),
    ours("compte/mot-de-passe/oublie/envoye/", READ_BY_ALL, each(METHOD)),
    ours(
        "compte/mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        READ_BY_ALL,
        READ_BY_ALL,
    ),
    ours("compte/mot-de-passe/nouveau/fait/", READ_BY_ALL, each(METHOD)),
    ours("compte/", MEMBERS, MEMBERS),
    ours("compte/appareils/", MEMBERS, each(LOGIN, logged_in=METHOD)),
    *(
        ours(f"compte/appareils/{action}/", each(LOGIN, logged_in=METHOD), each(LOGIN, **answer))
        for action, answer in (
            ("fermer-les-autres", {"logged_in": REDIRECT}),
            ("<int:pk>/fermer", {"logged_in": MISSING}),  # the sample is nobody's
        )
    ),
    # Second factor. Those who are in confirm first that it is really them.
    ours("compte/double-authentification/", MEMBERS, each(LOGIN, logged_in=METHOD)),
    *(
        ours(f"compte/{route}/", TO_CONFIRM, TO_CONFIRM)
        for route in (
            "double-authentification/code",
            "double-authentification/application/activer",
            "double-authentification/application/retirer",
            "double-authentification/codes-de-secours/nouveaux",
            "cles/ajouter",
            "cles/<int:pk>/renommer",
            "cles/<int:pk>/retirer",
        )
    ),
    ours("compte/double-authentification/confirmer/", MEMBERS, MEMBERS),
    # The sample account has no such codes.
    ours(
        "compte/double-authentification/codes-de-secours/",
        each(LOGIN, logged_in=MISSING),
        each(LOGIN, logged_in=METHOD),
    ),
    ours(
        "compte/double-authentification/codes-de-secours/telecharger/",
        each(LOGIN, logged_in=MISSING),
        each(LOGIN, logged_in=MISSING),
    ),
    ours("compte/cles/", MEMBERS, each(LOGIN, logged_in=METHOD)),
    ours(
        "compte/cles/connexion/", each(LOGIN, logged_in=REDIRECT), each(LOGIN, logged_in=REDIRECT)
    ),
    ours("compte/cles/confirmer/", TO_CONFIRM, TO_CONFIRM),
]
