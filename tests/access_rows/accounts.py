"""The addresses of `/compte/`."""

from tests.access_rules import LOGIN, MEMBERS, METHOD, PAGE, READ_BY_ALL, REDIRECT, each, ours

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
]
