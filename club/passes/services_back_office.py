"""Back office of the requests for services and of the machines out of order.

Both are answered on the pages of the animateur; here they are read, counted and exported.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from club.passes.models import EquipmentReport, ServiceRequest
from club.telecentres.perms import only_of
from club.telecentres.wagtail_hooks import ExportView, OwnCentresPermissionHelper
from club.users.wagtail_hooks import ReadOnlyAdmin


class OwnCentresReadPermissionHelper(OwnCentresPermissionHelper):
    """Read by who runs the centre; written and removed by nobody here."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class OwnCentresReadAdmin(ReadOnlyAdmin):
    permission_helper_class = OwnCentresReadPermissionHelper
    index_view_class = ExportView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return only_of(request.user, super().get_queryset(request), "telecentre")


class ServiceRequestAdmin(OwnCentresReadAdmin):
    model = ServiceRequest
    menu_label = "Demandes de services"
    menu_icon = "help"
    list_display = ("service", "telecentre", "user", "state", "created_at", "handled_by")
    list_filter = ("state", "telecentre", "service")
    search_fields = ("service__name", "user__public_name", "text")
    list_select_related = ("service", "telecentre", "user", "handled_by")
    list_export = ("service", "telecentre", "state", "created_at", "changed_at")
    inspect_view_fields = (
        "service",
        "telecentre",
        "user",
        "text",
        "state",
        "answer",
        "handled_by",
        "created_at",
        "changed_at",
    )


class EquipmentReportAdmin(OwnCentresReadAdmin):
    model = EquipmentReport
    menu_label = "Pannes signalées"
    menu_icon = "warning"
    list_display = ("equipment", "telecentre", "reported_at", "fixed_at", "fixed_by")
    list_filter = ("telecentre", "equipment")
    search_fields = ("equipment__name", "text")
    list_select_related = ("equipment", "telecentre", "fixed_by")
    list_export = ("equipment", "telecentre", "text", "reported_at", "fixed_at")
    inspect_view_fields = (
        "equipment",
        "telecentre",
        "text",
        "reported_by",
        "reported_at",
        "fixed_at",
        "fixed_by",
    )


SERVICE_ADMINS = (ServiceRequestAdmin, EquipmentReportAdmin)
