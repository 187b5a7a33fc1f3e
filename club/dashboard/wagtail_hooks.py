"""The menu of the back office: every group of every app is registered here and nowhere else."""

from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from club.telecentres.wagtail_hooks import PLACE_ADMINS, SETTING_ADMINS


@modeladmin_register
class TelecentresGroup(ModelAdminGroup):
    menu_label = "Télécentres"
    menu_icon = "site"
    menu_order = 300
    items = PLACE_ADMINS


@modeladmin_register
class NetworkReferenceGroup(ModelAdminGroup):
    menu_label = "Référentiels"
    menu_icon = "cogs"
    menu_order = 700
    items = SETTING_ADMINS
