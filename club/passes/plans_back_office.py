"""Back office of the plans: what passes include and cost."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, EditView, IndexView

from club.passes.models import Entitlement, PassPlan, Price
from club.passes.plans import save_entitlement, save_price
from club.passes.refusals import PassRefused
from club.passes.wording import euros
from club.telecentres.exports import SafeExport
from club.telecentres.wagtail_hooks import NumberedUrlHelper


class ExportView(SafeExport, IndexView):
    """A list whose exports are safe to open."""


class ListAdmin(ModelAdmin):
    """What the lists of this app share."""

    url_helper_class = NumberedUrlHelper
    index_view_class = ExportView
    list_per_page = 50
    empty_value_display = "—"


class PlanAdmin(ListAdmin):
    model = PassPlan
    base_url_path = "formules-de-pass"
    menu_label = "Formules"
    menu_icon = "list-ul"
    list_display = ("name", "months_count", "is_usual", "is_for_teams", "is_offered")
    list_export = ("slug", "name", "summary", "months_count", "refund_notice_hours", "is_offered")
    export_filename = "formules-de-pass"
    ordering = ("order", "name")
    panels = tuple(
        FieldPanel(name)
        for name in (
            "name",
            "slug",
            "summary",
            "terms",
            "months_count",
            "refund_notice_hours",
            "is_for_teams",
            "is_usual",
            "is_offered",
            "order",
        )
    )


class DatedPermissionHelper(PermissionHelper):
    """What statements were reckoned with stays: it is given an end."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        is_past = obj.starts_on <= timezone.localdate()
        return super().user_can_delete_obj(user, obj) and not is_past


class DatedForm(WagtailAdminModelForm):
    """A row that was in force keeps what it said; only its end moves, and not into the past."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        today = timezone.localdate()
        before = type(self.instance).objects.filter(pk=self.instance.pk).first()
        if before is None or before.starts_on > today:
            return cleaned
        if set(self.changed_data) - {"ends_on"}:
            raise ValidationError(
                "Cette ligne a déjà servi\u202f: donnez-lui une fin, et créez la suivante."
            )
        ends_on = cleaned.get("ends_on")
        if "ends_on" in self.changed_data and ends_on and ends_on < today:
            self.add_error("ends_on", "La fin ne peut être passée.")
        return cleaned


class SavedByService:
    """Write through the service, which looks for another row of the same days."""

    def form_valid(self, form: Any) -> HttpResponse:
        row = form.save(commit=False)
        try:
            self.model_admin.write(row)  # type: ignore[attr-defined]
        except PassRefused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]
        self.instance = row
        messages.success(self.request, f"{row}\u202f: c’est enregistré.")  # type: ignore[attr-defined]
        return redirect(self.get_success_url())  # type: ignore[attr-defined]


class DatedCreateView(SavedByService, CreateView):
    pass


class DatedEditView(SavedByService, EditView):
    pass


class DatedAdmin(ListAdmin):
    permission_helper_class = DatedPermissionHelper
    create_view_class = DatedCreateView
    edit_view_class = DatedEditView
    list_filter = ("plan",)
    list_select_related = ("plan",)
    fields: tuple[str, ...] = ()

    def get_edit_handler(self) -> ObjectList:
        panels = [FieldPanel(name) for name in self.fields]
        return ObjectList(panels, base_form_class=DatedForm)

    def write(self, row: Any) -> Any:
        raise NotImplementedError


class PriceAdmin(DatedAdmin):
    model = Price
    base_url_path = "prix-des-formules"
    menu_label = "Prix"
    menu_icon = "tag"
    list_display = ("plan", "formula", "amount_told", "weekly_half_days", "starts_on", "ends_on")
    list_export = ("plan", "formula", "amount", "weekly_half_days", "starts_on", "ends_on")
    export_filename = "prix-des-pass"
    ordering = ("plan__order", "formula", "-starts_on")
    fields = ("plan", "formula", "amount", "weekly_half_days", "starts_on", "ends_on")

    def write(self, row: Price) -> Price:
        return save_price(row)

    def amount_told(self, obj: Price) -> str:
        return euros(obj.amount)

    amount_told.short_description = "prix"
    amount_told.admin_order_field = "amount"


class EntitlementAdmin(DatedAdmin):
    model = Entitlement
    base_url_path = "contenus-des-formules"
    menu_label = "Contenus"
    menu_icon = "list-ol"
    list_display = ("plan", "unit", "per_month", "starts_on", "ends_on")
    list_export = list_display
    export_filename = "contenus-des-pass"
    ordering = ("plan__order", "unit", "-starts_on")
    fields = ("plan", "unit", "per_month", "starts_on", "ends_on")

    def write(self, row: Entitlement) -> Entitlement:
        return save_entitlement(row)


PLAN_ADMINS = (PlanAdmin, PriceAdmin, EntitlementAdmin)
