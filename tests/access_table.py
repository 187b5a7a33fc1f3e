"""Who gets what from each address of the site.

One row per URL pattern of ours, those of an app with many of them in `tests/access_rows/`; the
third parties' patterns go by families, a family being a part of the address space that has one
rule. `tests/test_access.py` asks every pattern as every role. A new address needs a row, else that
test fails.
"""

from tests.access_rows.accounts import ACCOUNTS
from tests.access_rows.adhesion import ADHESION
from tests.access_rows.bookings_animation import BOOKINGS_ANIMATION
from tests.access_rows.bookings_availability import BOOKINGS_AVAILABILITY
from tests.access_rows.bookings_day import BOOKINGS_DAY
from tests.access_rows.bookings_living import BOOKINGS_LIVING
from tests.access_rows.bookings_mine import BOOKINGS_MINE
from tests.access_rows.bookings_public import BOOKINGS_PUBLIC
from tests.access_rows.directory import DIRECTORY
from tests.access_rows.independents import INDEPENDENTS
from tests.access_rows.messages import MESSAGES
from tests.access_rows.notifications import NOTIFICATIONS
from tests.access_rows.passes import PASSES
from tests.access_rows.profile import PROFILE
from tests.access_rows.services import SERVICES
from tests.access_rows.wagtail import REST, WAGTAIL
from tests.access_rules import (
    EDITORIAL,
    LOGIN,
    METHOD,
    MISSING,
    READ_BY_ALL,
    REDIRECT,
    REFUSED,
    back_office,
    door,
    each,
    ours,
)
from tests.access_world import STAFF

OUR_ROWS = [
    ours("healthz", READ_BY_ALL, each(METHOD)),
    ours("readyz", READ_BY_ALL, each(METHOD)),
    ours("media/<path:path>", READ_BY_ALL, each(METHOD)),
    ours("robots.txt", READ_BY_ALL, each(METHOD)),
    ours("sitemap.xml", READ_BY_ALL, each(METHOD)),
    ours("flux/actualites.atom", READ_BY_ALL, READ_BY_ALL),
    ours("recherche/", READ_BY_ALL, each(METHOD)),
    ours("telecentres/<slug:slug>/affiche/", READ_BY_ALL, each(METHOD)),
    # Comments
    ours("actualites/<slug:slug>/commenter/", READ_BY_ALL, READ_BY_ALL),
    ours("actualites/<slug:slug>/commenter/merci/", READ_BY_ALL, each(METHOD)),
    ours(
        "actualites/<slug:slug>/commentaires/<int:pk>/signaler/",
        READ_BY_ALL,
        READ_BY_ALL,
    ),
    ours("actualites/<slug:slug>/commentaires/merci/", READ_BY_ALL, each(METHOD)),
    # The doors of Wagtail and of Django's admin
    door("gestion/login/", LOGIN),
    door("gestion/logout/", REDIRECT),
    door("gestion/password_reset/", REDIRECT),
    door("_util/login/", LOGIN),
    door("django-admin/login/", LOGIN),
    door("django-admin/logout/", REDIRECT),
    door("django-admin/password_change/", REDIRECT),
    ours("gestion/failwhale/", each(MISSING, outside=REFUSED), each(MISSING, outside=REFUSED)),
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
        for model in (
            "telecentremanager",
            "equipment",
            "sharedservice",
            "objective",
            "roadtime",
            "commune",
        )
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
    back_office("gestion/taches/", "manager", "superuser"),
    # For all, but it lists only what each may edit.
    back_office("gestion/pages-a-relire/", *STAFF, exact=True),
    back_office("gestion/pages-a-relire/<int:page_id>/relue/", *EDITORIAL, exact=True),
]

TABLE = [
    *OUR_ROWS,
    *ACCOUNTS,
    *ADHESION,
    *BOOKINGS_AVAILABILITY,
    *BOOKINGS_MINE,
    *BOOKINGS_LIVING,
    *NOTIFICATIONS,
    *PASSES,
    *PROFILE,
    *BOOKINGS_PUBLIC,
    *DIRECTORY,
    *MESSAGES,
    *SERVICES,
    *INDEPENDENTS,
    *BOOKINGS_ANIMATION,
    *BOOKINGS_DAY,
    *MODELADMIN,
    *WAGTAIL,
    *REST,
]

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
