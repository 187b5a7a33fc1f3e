"""Who gets what from each address of the site.

One row per URL pattern of ours; the third parties' patterns go by families, a family being a part
of the address space that has one rule. `tests/test_access.py` asks every pattern as every role.
A new address needs a row here, else that test fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tests.access_world import ROLES, STAFF


class Answer(Enum):
    PAGE = "200"
    LOGIN = "to the log-in page, or to a door that leads there"
    REFUSED = "403, or Wagtail's « not for you », which leads to the home of the back office"
    MISSING = "404"
    REDIRECT = "elsewhere"
    METHOD = "405"
    BAD = "400"
    FAULT = "5xx: never right"


PAGE, LOGIN, REFUSED, MISSING = Answer.PAGE, Answer.LOGIN, Answer.REFUSED, Answer.MISSING
REDIRECT, METHOD, BAD = Answer.REDIRECT, Answer.METHOD, Answer.BAD
# Nothing shown and nothing done.
CLOSED = frozenset({REFUSED, MISSING, METHOD})
# Inside: whatever the arguments deserve, but neither sent to log in nor broken.
OPEN = frozenset({PAGE, REFUSED, MISSING, REDIRECT, METHOD, BAD})

Expected = dict[str, frozenset[Answer]]


@dataclass(frozen=True)
class Row:
    """`route`: as `resolve()` tells it; `is_family`: every route that begins with it."""

    route: str
    get: Expected
    post: Expected
    is_family: bool = False
    inside: tuple[str, ...] = ()  # of a family: who gets at least one page of it, so as to prove
    # that the refusals to others are about rights

    def covers(self, route: str) -> bool:
        return route.startswith(self.route) if self.is_family else route == self.route


def each(usual: Answer, **exceptions: Answer) -> Expected:
    """The same answer for every role, but for the exceptions (`logged_in`: all but anonymous)."""
    logged_in = exceptions.pop("logged_in", usual)
    answers = {role: usual if role == "anonymous" else logged_in for role in ROLES} | exceptions
    return {role: frozenset({answer}) for role, answer in answers.items()}


def ours(route: str, get: Expected, post: Expected) -> Row:
    return Row(route, get, post)


def back_office(route: str, *inside: str, exact: bool = False) -> Row:
    """A part of Wagtail: open to `inside`, closed to the other staff, to accounts, to strangers."""
    expected = {
        role: OPEN if role in inside else CLOSED if role in STAFF else frozenset({REFUSED})
        for role in ROLES
    } | {"anonymous": frozenset({LOGIN})}
    return Row(route, expected, expected, is_family=not exact, inside=() if exact else inside)


def door(route: str, answer: Answer) -> Row:
    """An address that only leads to an account page."""
    return ours(route, each(answer), each(answer))


EDITORIAL = ("editor", "manager", "superuser")
READ_BY_ALL = each(PAGE)
MEMBERS = each(LOGIN, logged_in=PAGE)

OUR_ROWS = [
    ours("healthz", READ_BY_ALL, each(METHOD)),
    ours("readyz", READ_BY_ALL, each(METHOD)),
    ours("media/<path:path>", READ_BY_ALL, each(METHOD)),
    ours("robots.txt", READ_BY_ALL, each(METHOD)),
    ours("sitemap.xml", READ_BY_ALL, each(METHOD)),
    ours("flux/actualites.atom", READ_BY_ALL, READ_BY_ALL),
    ours("recherche/", READ_BY_ALL, each(METHOD)),
    ours("telecentres/<slug:slug>/affiche/", READ_BY_ALL, each(METHOD)),
    ours("club/", MEMBERS, each(LOGIN, logged_in=METHOD)),
    # Comments
    ours("actualites/<slug:slug>/commenter/", READ_BY_ALL, READ_BY_ALL),
    ours("actualites/<slug:slug>/commenter/merci/", READ_BY_ALL, each(METHOD)),
    ours(
        "actualites/<slug:slug>/commentaires/<int:pk>/signaler/",
        READ_BY_ALL,
        READ_BY_ALL,
    ),
    ours("actualites/<slug:slug>/commentaires/merci/", READ_BY_ALL, each(METHOD)),
    # Accounts
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
    # The doors of Wagtail and of Django's admin
    door("gestion/login/", LOGIN),
    door("gestion/logout/", REDIRECT),
    door("gestion/password_reset/", REDIRECT),
    door("_util/login/", LOGIN),
    door("django-admin/login/", LOGIN),
    door("django-admin/logout/", REDIRECT),
    door("django-admin/password_change/", REDIRECT),
    ours("gestion/failwhale/", each(MISSING, account=REFUSED), each(MISSING, account=REFUSED)),
]

MODELADMIN = [
    *(
        back_office(f"gestion/telecentres/{model}/", "animateur", "manager", "superuser")
        for model in (
            "telecentre",
            "space",
            "spacephoto",
            "closure",
            "notice",
            "broadbandmeasure",
        )
    ),
    *(
        # The sample row belongs to a centre that is not this animateur's.
        back_office(f"gestion/telecentres/{model}/{action}/", "manager", "superuser")
        for model in (
            "telecentre",
            "space",
            "spacephoto",
            "closure",
            "notice",
            "broadbandmeasure",
        )
        for action in ("edit", "delete", "inspect", "history")
    ),
    *(
        back_office(f"gestion/telecentres/{model}/", "manager", "superuser")
        for model in ("telecentremanager", "equipment", "objective", "roadtime", "commune")
    ),
    # Editors read what is said of their articles; they decide nothing.
    *(
        back_office(f"gestion/{kind}/", "editor", "moderator", "manager", "superuser")
        for kind in ("commentaires", "signalements")
    ),
    *(
        back_office(f"gestion/{route}", "moderator", "manager", "superuser", exact=True)
        for route in (
            "commentaires/a-valider/",
            "commentaires/<int:pk>/approuver/",
            "commentaires/<int:pk>/refuser/",
            "signalements/<int:pk>/classer/",
        )
    ),
    *(
        back_office(f"gestion/{kind}/delete/", "moderator", "manager", "superuser")
        for kind in ("commentaires", "signalements")
    ),
    back_office("gestion/messages/", "animateur", "manager", "superuser"),
    back_office("gestion/courriers/", "manager", "superuser"),
    # For all, but it lists only what each may edit.
    back_office("gestion/pages-a-relire/", *STAFF, exact=True),
    back_office("gestion/pages-a-relire/<int:page_id>/relue/", *EDITORIAL, exact=True),
]

WAGTAIL = [
    # For everyone who enters: nothing there that the public site does not show, or their own.
    back_office("gestion/", *STAFF, exact=True),
    back_office("gestion/test404/", *STAFF, exact=True),
    back_office("gestion/account/", *STAFF, exact=True),
    back_office("gestion/dismissibles/", *STAFF, exact=True),
    back_office("gestion/modeladmin/jsi18n/", *STAFF, exact=True),
    back_office("gestion/block-preview/", *STAFF, exact=True),
    back_office("gestion/editing-sessions/release/<int:session_id>/", *STAFF, exact=True),
    back_office(
        "gestion/editing-sessions/ping/"
        "<str:app_label>/<str:model_name>/<str:object_id>/<int:session_id>/",
        *EDITORIAL,
        exact=True,
    ),
    back_office("gestion/api/main/", *STAFF),
    back_office("gestion/choose-", *STAFF),
    back_office("gestion/tag-autocomplete/", *STAFF),
    back_office("gestion/embeds/chooser/", *STAFF),
    back_office("gestion/workflows/task_chooser/", *STAFF),
    back_office("gestion/reports/site-history/", *STAFF),
    *(
        back_office(f"gestion/{kind}/chooser/{view}", *STAFF, exact=True)
        for kind in ("images", "documents")
        for view in ("", "results/", "chosen-multiple/")
    ),
    back_office("gestion/pages/create/<slug:app_label>/<slug:model_name>", *STAFF, exact=True),
    back_office("gestion/pages/workflow/confirm_cancellation/<int:page_id>/", *STAFF, exact=True),
    back_office("gestion/pages/<int:page_id>/revisions/", *STAFF, exact=True),
    # Pages and files: editors write, managers publish.
    back_office("gestion/pages/", *EDITORIAL),
    *(
        back_office(f"gestion/pages/{action}", "manager", "superuser", exact=True)
        for action in (
            "<int:page_id>/delete/",
            "<int:page_id>/unpublish/",
            "<int:page_to_move_id>/move/",
            "<int:page_to_move_id>/set_position/",
            "<int:page_id>/privacy/",
            "<int:page_id>/lock/",
            "<int:page_id>/unlock/",
            "<int:page_id>/revisions/<int:revision_id>/unschedule/",
            "workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
            "workflow/collect_action_data/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
            "workflow/preview/<int:page_id>/<int:task_id>/",
        )
    ),
    # Wagtail asks « move it there? » of anyone, and moves it for those who may.
    Row(
        "gestion/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/",
        back_office("", *STAFF).get,
        back_office("", "manager", "superuser").post,
    ),
    back_office(
        "gestion/bulk/<str:app_label>/<str:model_name>/<str:action>/", *EDITORIAL, exact=True
    ),
    back_office("gestion/images/", *EDITORIAL),
    back_office("gestion/documents/", *EDITORIAL),
    back_office("gestion/redirects/", *EDITORIAL),
    back_office("gestion/reports/workflow", *EDITORIAL),
    back_office("gestion/reports/aging-pages/", *EDITORIAL),
    back_office("gestion/reports/page-types-usage/", *EDITORIAL),
    back_office("gestion/reports/locked/", "manager", "superuser"),
    # The network's own affairs
    back_office("gestion/settings/", "manager", "superuser"),
    back_office("gestion/users/", "manager", "superuser"),
    back_office("gestion/users/delete/<int:pk>/", "superuser", exact=True),
    back_office("gestion/groups/", "superuser"),
    back_office("gestion/sites/", "superuser"),
    back_office("gestion/collections/", "superuser"),
    back_office("gestion/workflows/", "superuser"),
    back_office("gestion/snippets/", exact=True),
    # Outside the guard of Wagtail: pictures and words of its buttons, pages that are switched off.
    ours("gestion/sprite/", each(PAGE, account=REFUSED), each(PAGE, account=REFUSED)),
    ours("gestion/jsi18n/", each(PAGE, account=REFUSED), each(METHOD, account=REFUSED)),
    *(
        ours(route, each(MISSING, account=REFUSED), each(MISSING, account=REFUSED))
        for route in (
            "gestion/password_reset/done/",
            "gestion/password_reset/confirm/<uidb64>/<token>/",
            "gestion/password_reset/complete/",
        )
    ),
    ours(
        "gestion/.*/$",
        each(LOGIN, logged_in=MISSING, account=REFUSED),
        each(LOGIN, logged_in=MISSING, account=REFUSED),
    ),
]

ONLY_SUPERUSERS = {role: frozenset({REFUSED}) for role in ROLES} | {
    "anonymous": frozenset({LOGIN}),
    "superuser": OPEN,
}
OTHERS = [
    Row("django-admin/", ONLY_SUPERUSERS, ONLY_SUPERUSERS, is_family=True, inside=("superuser",)),
    ours("documents/(\\d+)/(.*)$", READ_BY_ALL, READ_BY_ALL),
    ours(
        "documents/authenticate_with_password/<int:restriction_id>/", each(MISSING), each(MISSING)
    ),
    ours(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        READ_BY_ALL,
        READ_BY_ALL,
    ),
    # The pages of the site (the sample is public)
    ours("^((?:[\\w\\-]+/)*)$", READ_BY_ALL, READ_BY_ALL),
]

TABLE = [*OUR_ROWS, *MODELADMIN, *WAGTAIL, *OTHERS]

# Views that an earlier pattern of ours keeps anyone from reaching.
NEVER_REACHED = {
    "gestion/login/",
    "gestion/logout/",
    "gestion/password_reset/",
    "gestion/failwhale/",
    "_util/login/",
    "django-admin/login/",
    "django-admin/logout/",
    "django-admin/password_change/",
}


def rows_of(route: str, table: Iterable[Row] = TABLE) -> list[Row]:
    """The rows that rule a route: the exact ones, else the narrowest families."""
    covering = [row for row in table if row.covers(route)]
    exact = [row for row in covering if not row.is_family]
    narrowest = max((len(row.route) for row in covering), default=0)
    return exact or [row for row in covering if len(row.route) == narrowest]
