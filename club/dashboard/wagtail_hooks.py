"""The menu of the back office: every group of every app is registered here and nowhere else."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from club.bookings.wagtail_hooks import BOOKING_ADMINS
from club.dashboard.panels import CentresPanel, CoveragePanel
from club.members.adhesion_hooks import ADHESION_ADMINS
from club.members.independents_back_office import InvitationAdmin, independents_items
from club.members.records_hooks import RECORD_ADMINS
from club.members.reports_back_office import MessageReportAdmin
from club.members.wagtail_hooks import CLUB_ADMINS
from club.notifications.trial_views import SEND
from club.notifications.wagtail_hooks import OutboxAdmin, TaskAdmin
from club.passes.services_back_office import SERVICE_ADMINS
from club.passes.wagtail_hooks import PASS_ADMINS
from club.telecentres.perms import manages_network, telecentres_of
from club.telecentres.wagtail_hooks import PLACE_ADMINS, SETTING_ADMINS


@modeladmin_register
class TelecentresGroup(ModelAdminGroup):
    menu_label = "Télécentres"
    menu_icon = "site"
    menu_order = 300
    items = (*PLACE_ADMINS, *SERVICE_ADMINS)


@modeladmin_register
class ReservationsGroup(ModelAdminGroup):
    menu_label = "Réservations"
    menu_icon = "date"
    menu_order = 240
    items = BOOKING_ADMINS


@modeladmin_register
class AdhesionsGroup(ModelAdminGroup):
    menu_label = "Adhésions"
    menu_icon = "group"
    menu_order = 250
    items = (*ADHESION_ADMINS, *CLUB_ADMINS, *RECORD_ADMINS)


@modeladmin_register
class PassesGroup(ModelAdminGroup):
    menu_label = "Pass"
    menu_icon = "tag"
    menu_order = 260
    items = PASS_ADMINS


@modeladmin_register
class IndependentsGroup(ModelAdminGroup):
    menu_label = "Indépendants"
    menu_icon = "group"
    menu_order = 320
    items = (InvitationAdmin,)

    def get_submenu_items(self) -> list[MenuItem]:
        return [*super().get_submenu_items(), *independents_items()]


modeladmin_register(MessageReportAdmin)

for admin_class in (*SETTING_ADMINS, OutboxAdmin, TaskAdmin):
    modeladmin_register(admin_class)


class TrialItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEND)  # type: ignore[union-attr]


@hooks.register("register_settings_menu_item")
def trial_of_mails() -> MenuItem:
    return TrialItem("Essai d’envoi", reverse("outbox_trial"), icon_name="mail", order=1000)


@hooks.register("construct_main_menu")
def name_the_menus(request: HttpRequest, items: list[Any]) -> None:
    """« Réglages » as everywhere on the site."""
    for item in items:
        if item.name == "settings":
            item.label = "Réglages"


@hooks.register("construct_help_menu")
def only_our_help(request: HttpRequest, items: list[Any]) -> None:
    """Keep the keyboard shortcuts; what is new in Wagtail is told by another site."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("construct_homepage_panels")
def centres_first(request: HttpRequest, panels: list[Any]) -> None:
    if telecentres_of(request.user).exists():
        panels.append(CentresPanel(request.user))
    if manages_network(request.user):
        panels.append(CoveragePanel())
