"""The addresses of Wagtail and of Django's admin, by families."""

from tests.access_rules import (
    EDITORIAL,
    LOGIN,
    METHOD,
    MISSING,
    OPEN,
    PAGE,
    READ_BY_ALL,
    REFUSED,
    Row,
    back_office,
    each,
    ours,
)
from tests.access_world import ROLES, STAFF

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
    ours("gestion/sprite/", each(PAGE, outside=REFUSED), each(PAGE, outside=REFUSED)),
    ours("gestion/jsi18n/", each(PAGE, outside=REFUSED), each(METHOD, outside=REFUSED)),
    *(
        ours(route, each(MISSING, outside=REFUSED), each(MISSING, outside=REFUSED))
        for route in (
            "gestion/password_reset/done/",
            "gestion/password_reset/confirm/<uidb64>/<token>/",
            "gestion/password_reset/complete/",
        )
    ),
    ours(
        "gestion/.*/$",
        each(LOGIN, logged_in=MISSING, outside=REFUSED),
        each(LOGIN, logged_in=MISSING, outside=REFUSED),
    ),
]

ONLY_SUPERUSERS = {role: frozenset({REFUSED}) for role in ROLES} | {
    "anonymous": frozenset({LOGIN}),
    "superuser": OPEN,
}
REST = [
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
