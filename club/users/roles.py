"""The table role → permissions, and the one place that writes it to the database."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction


@dataclass(frozen=True)
class Role:
    """A group of the site; permissions are « app_label.codename », « app_label.* » takes all."""

    name: str  # in French: the group's name, shown in the back office
    permissions: tuple[str, ...]


TELECENTRE_FACTS = tuple(
    f"telecentres.{action}_{model}"
    for model in (
        "space",
        "spacephoto",
        "openinghours",
        "exceptionalhours",
        "closure",
        "notice",
        "broadbandmeasure",
    )
    for action in ("view", "add", "change", "delete")
)
EDITORIAL = (
    "wagtailadmin.access_admin",
    "wagtailimages.*",
    "wagtaildocs.*",
    "wagtailredirects.*",
    "taggit.*",
)
# What an animateur does for the members of their centres: decisions go through the services.
MEMBERSHIP = (
    "members.view_member",
    "members.change_member",
    "members.view_membershipevent",
    "members.view_followupnote",
    "members.add_followupnote",
    "members.view_organisation",
    "members.add_organisation",
    "members.change_organisation",
    "members.view_organisationcontact",
    "members.view_skill",
    "members.view_documentversion",
    "members.view_acceptance",
    "members.view_invitation",
    "members.add_invitation",
    "members.change_invitation",
)
# What an animateur does with the spaces of their centres. Bookings are cancelled, never deleted.
BOOKING = (
    "bookings.view_booking",
    "bookings.add_booking",
    "bookings.change_booking",
    "bookings.view_bookingevent",
    "bookings.view_bookingrules",
    "bookings.add_bookingrules",
    "bookings.change_bookingrules",
)
# Answered on the pages of the animateur, read in the back office.
SERVICES = ("passes.view_servicerequest", "passes.view_equipmentreport")
# Passes are given and corrected; the ledger is only read.
PASSES = (
    "passes.view_pass",
    "passes.add_pass",
    "passes.change_pass",
    "passes.view_grant",
    "passes.view_entry",
    "passes.view_passplan",
    "passes.view_price",
    "passes.view_entitlement",
)
PASS_MANAGEMENT = (
    *PASSES,
    *(
        f"passes.{action}_{model}"
        for model in ("passplan", "price", "entitlement", "passholder")
        for action in ("view", "add", "change", "delete")
    ),
)
# History, acceptances and what people wrote are never rewritten.
CLUB_MANAGEMENT = (
    *MEMBERSHIP,
    "members.add_skill",
    "members.change_skill",
    "members.delete_organisation",
    "members.add_organisationcontact",
    "members.change_organisationcontact",
    "members.delete_organisationcontact",
    "members.add_documentversion",
    "members.delete_invitation",
    "members.view_messagereport",
    "members.change_messagereport",
)
MODERATION = (
    "wagtailadmin.access_admin",
    *(f"pages.{action}_comment" for action in ("view", "change", "delete")),
    *(f"pages.{action}_commentreport" for action in ("view", "change", "delete")),
    "members.view_messagereport",
    "members.change_messagereport",
)

ROLES: tuple[Role, ...] = (
    Role(
        "Animateurs",
        (
            "wagtailadmin.access_admin",
            "telecentres.view_telecentre",
            "telecentres.change_telecentre",
            *TELECENTRE_FACTS,
            *MEMBERSHIP,
            *BOOKING,
            *SERVICES,
            *PASSES,
            "pages.view_contactmessage",
            "pages.change_contactmessage",
        ),
    ),
    Role("Éditeurs", (*EDITORIAL, "pages.view_comment", "pages.view_commentreport")),
    Role("Modérateurs", MODERATION),
    Role("Prospecteurs", ("wagtailadmin.access_admin",)),
    Role(
        "Gestionnaires du réseau",
        (
            *EDITORIAL,
            "telecentres.*",
            *CLUB_MANAGEMENT,
            *BOOKING,
            *SERVICES,
            *PASS_MANAGEMENT,
            "bookings.delete_bookingrules",
            "pages.*",
            "users.view_user",
            "users.add_user",
            "users.change_user",
            "notifications.view_outboxmail",
            "notifications.change_outboxmail",
            "notifications.view_backgroundtask",
            "notifications.change_backgroundtask",
        ),
    ),
)
ANIMATEURS = "Animateurs"
EDITORS = "Éditeurs"
MODERATORS = "Modérateurs"
PROSPECTORS = "Prospecteurs"
MANAGERS = "Gestionnaires du réseau"


def _wanted(role: Role, known: dict[str, list[Permission]]) -> set[Permission]:
    wanted: set[Permission] = set()
    for name in role.permissions:
        app_label, codename = name.split(".")
        found = {one for one in known.get(app_label, ()) if codename in ("*", one.codename)}
        if not found:
            raise LookupError(f"Role « {role.name} » names an unknown permission: {name}")
        wanted |= found
    return wanted


def _known_permissions() -> dict[str, list[Permission]]:
    """All of them by app, in one query: a role names dozens."""
    known: dict[str, list[Permission]] = {}
    for permission in Permission.objects.select_related("content_type"):
        known.setdefault(permission.content_type.app_label, []).append(permission)
    return known


_steps: list[Callable[[], None]] = []


def register_step(step: Callable[[], None]) -> None:
    """Add what a higher app must grant besides permissions (rights on a tree of pages, say).

    `step` takes nothing, must be idempotent, and runs in the transaction of `setup_roles`.
    """
    if step not in _steps:
        _steps.append(step)


@transaction.atomic
def setup_roles() -> list[str]:
    """Make the groups of ROLES hold exactly their permissions; safe to run again and again.

    Returns the names of the groups that were created or changed. Raises LookupError when a role
    names a permission that does not exist.
    """
    changed = []
    known = _known_permissions()
    for role in ROLES:
        group, created = Group.objects.get_or_create(name=role.name)
        wanted = _wanted(role, known)
        if created or set(group.permissions.all()) != wanted:
            group.permissions.set(wanted)
            changed.append(role.name)
    for step in _steps:
        step()
    return changed
