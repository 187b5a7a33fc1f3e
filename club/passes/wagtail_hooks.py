"""Back office of the passes: who holds what, the ledger. `club.dashboard` puts
these in the menu.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.views import CreateView, InspectView

from club.members.perms import members_decided_by
from club.passes import back_office_views
from club.passes.granting import grant_pass
from club.passes.models import Entry, Grant, Pass, PassHolder
from club.passes.perms import CORRECT, entries_run_by, passes_run_by
from club.passes.plans_back_office import PLAN_ADMINS, ExportView, ListAdmin
from club.passes.refusals import PassRefused
from club.telecentres.perms import manages_network
from club.telecentres.wagtail_hooks import NumberedUrlHelper
from club.users.models import User
from club.users.wagtail_hooks import ReadOnlyAdmin, ReadOnlyPermissionHelper


class KeptPermissionHelper(ReadOnlyPermissionHelper):
    """Read, never deleted."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class PassPermissionHelper(KeptPermissionHelper):
    """A pass is given; then only the steps change it."""

    def user_can_create(self, user: Any) -> bool:
        return PermissionHelper.user_can_create(self, user)


class PassButtons(ButtonHelper):
    """« Lire » in the list; on the page of a pass, what can be done with it."""

    def get_buttons_for_obj(
        self, obj: Pass, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        if "inspect" not in (exclude or ()):
            url = reverse(back_office_views.READ_PAGE, args=[obj.pk])
            return [self._link("Lire", url, obj, "button-secondary")]
        if not self.request.user.has_perm(CORRECT):
            return []
        return [
            self._link(step.title, reverse(step.name, args=[obj.pk]), obj)
            for step in back_office_views.STEPS
        ]

    def _link(self, label: str, url: str, obj: Pass, *css: str) -> dict[str, Any]:
        return {
            "label": label,
            "url": url,
            "title": f"{label}\u202f: {obj}",
            "classname": self.finalise_classname(["button-small", *css]),
        }


class PassForm(WagtailAdminModelForm):
    """A person of one's centres; a manager, any organisation too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.for_user
        theirs = members_decided_by(user).values("user")
        people = User.objects.filter(pk__in=theirs).order_by("public_name", "pk")
        self.fields["user"].queryset = people
        self.fields["starts_on"].initial = timezone.localdate()
        if not manages_network(user):
            self.fields["organisation"].queryset = self.fields["organisation"].queryset.none()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if bool(cleaned.get("user")) == bool(cleaned.get("organisation")):
            raise ValidationError("Choisissez une personne, ou une organisation.")
        return cleaned

    def _post_clean(self) -> None:
        """The service makes the pass, and says what is wrong with it."""


class GiveView(CreateView):
    page_title = "Donner un pass"

    def form_valid(self, form: Any) -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in PassAdmin.fields}
        try:
            self.instance = grant_pass(told.pop("plan"), **told)
        except PassRefused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.instance}\u202f: le pass est ouvert.")
        return redirect(self.get_success_url())


class PassView(InspectView):
    page_title = "Pass"

    def get_fields_dict(self) -> list[dict[str, Any]]:
        of_pass = self.instance
        left: dict[str, int] = {}
        for grant in of_pass.grants.usable(timezone.localdate()):
            left[grant.get_unit_display()] = left.get(grant.get_unit_display(), 0) + grant.left
        people = [str(one.user) for one in of_pass.holders.select_related("user")]
        told = {
            "titulaire": of_pass.of_whom,
            "il reste": ", ".join(f"{count} × {unit}" for unit, count in left.items()) or "—",
            **({"équipe": ", ".join(people) or "—"} if of_pass.organisation_id else {}),
        }
        lines = [{"type": "text", "label": label, "value": value} for label, value in told.items()]
        return [*super().get_fields_dict(), *lines]


class PassAdmin(ReadOnlyAdmin):
    model = Pass
    base_url_path = "pass"
    menu_label = "Pass"
    menu_icon = "tag"
    permission_helper_class = PassPermissionHelper
    button_helper_class = PassButtons
    url_helper_class = NumberedUrlHelper
    index_view_class = ExportView
    create_view_class = GiveView
    inspect_view_class = PassView
    inspect_view_fields = ("number", "plan", "origin", "starts_on", "ends_on", "created_at")
    list_display = ("holder", "plan", "origin", "starts_on", "ends_on", "number")
    list_filter = ("plan", "origin")
    list_select_related = ("plan", "user", "organisation")
    list_export = ("number", "holder", "plan", "origin", "starts_on", "ends_on")
    export_filename = "pass"
    search_fields = ("number", "user__public_name", "organisation__name")
    ordering = ("-starts_on", "-pk")
    fields = ("plan", "origin", "user", "organisation", "starts_on")

    def get_edit_handler(self) -> ObjectList:
        panels = [FieldPanel(name) for name in self.fields]
        return ObjectList(panels, base_form_class=PassForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        shown: QuerySet[Any] = passes_run_by(request.user)  # type: ignore[arg-type]
        return shown.select_related(*self.list_select_related).order_by(*self.ordering)

    def holder(self, obj: Pass) -> str:
        return obj.of_whom

    holder.short_description = "titulaire"
    holder.admin_order_field = "user__public_name"


class HolderForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Pass.objects.filter(origin=Pass.Origin.TEAM).select_related("plan", "organisation")
        self.fields["of_pass"].queryset = teams
        self.fields["of_pass"].label_from_instance = lambda one: f"{one.of_whom} – {one}"
        self.fields["user"].queryset = User.objects.order_by("public_name", "pk")


class HolderAdmin(ListAdmin):
    model = PassHolder
    base_url_path = "equipes-des-pass"
    menu_label = "Équipes"
    menu_icon = "group"
    list_display = ("user", "of_pass", "starts_on", "ends_on")
    list_select_related = ("user", "of_pass__plan")
    search_fields = ("user__public_name", "of_pass__organisation__name", "of_pass__number")
    ordering = ("of_pass", "user__public_name")

    def get_edit_handler(self) -> ObjectList:
        panels = [FieldPanel(name) for name in ("of_pass", "user", "starts_on", "ends_on")]
        return ObjectList(panels, base_form_class=HolderForm)


class GrantAdmin(ReadOnlyAdmin):
    model = Grant
    base_url_path = "unites-des-pass"
    menu_label = "Unités données"
    menu_icon = "plus"
    permission_helper_class = KeptPermissionHelper
    url_helper_class = NumberedUrlHelper
    index_view_class = ExportView
    inspect_view_fields = ("of_pass", "unit", "units", "left", "origin", "starts_on", "ends_on")
    list_display = ("of_pass", "holder", "unit", "units", "left", "origin", "ends_on")
    list_filter = ("unit", "origin")
    list_select_related = ("of_pass__plan", "of_pass__user", "of_pass__organisation")
    list_export = ("of_pass", "holder", "unit", "units", "left", "origin", "starts_on", "ends_on")
    export_filename = "unites-des-pass"
    search_fields = ("of_pass__number", "of_pass__user__public_name")
    ordering = ("-ends_on", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        theirs = passes_run_by(request.user).values("pk")  # type: ignore[arg-type]
        return super().get_queryset(request).filter(of_pass__in=theirs)

    def holder(self, obj: Grant) -> str:
        return obj.of_pass.of_whom

    holder.short_description = "titulaire"


class EntryAdmin(ReadOnlyAdmin):
    model = Entry
    base_url_path = "registre-des-pass"
    menu_label = "Registre"
    menu_icon = "list-ul"
    permission_helper_class = KeptPermissionHelper
    url_helper_class = NumberedUrlHelper
    index_view_class = ExportView
    inspect_view_fields = (
        "of_pass",
        "on",
        "kind",
        "unit",
        "units",
        "user",
        "telecentre",
        "home",
        "reference",
        "comment",
        "by",
        "at",
    )
    list_display = ("on", "of_pass", "user", "kind", "units", "unit", "telecentre", "comment")
    list_filter = ("kind", "unit", "telecentre")
    list_select_related = ("of_pass__plan", "user", "telecentre", "home", "by")
    list_export = inspect_view_fields
    export_filename = "registre-des-pass"
    search_fields = ("of_pass__number", "user__public_name", "reference", "comment")
    ordering = ("-on", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        shown: QuerySet[Any] = entries_run_by(request.user)  # type: ignore[arg-type]
        return shown.select_related(*self.list_select_related).order_by(*self.ordering)


@hooks.register("register_admin_urls")
def pass_urls() -> list[Any]:
    return back_office_views.urlpatterns


PASS_ADMINS = (
    PassAdmin,
    HolderAdmin,
    EntryAdmin,
    GrantAdmin,
    *PLAN_ADMINS,
)
