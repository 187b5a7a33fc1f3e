"""Back office of the documents that members accept, and of the organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, InspectView

from club.members.adhesion_hooks import ExportView
from club.members.document_news import publish_and_tell
from club.members.models import DocumentVersion, Organisation, OrganisationContact
from club.members.siret import clean_siret, validate_siret
from club.telecentres.wagtail_hooks import NumberedUrlHelper
from club.users.wagtail_hooks import ReadOnlyAdmin, ReadOnlyPermissionHelper


class DocumentPermissionHelper(ReadOnlyPermissionHelper):
    """A version is published, then stays as it is: people accepted that very text."""

    def user_can_create(self, user: Any) -> bool:
        return PermissionHelper.user_can_create(self, user)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class PublishView(CreateView):
    page_title = "Publier"

    def get_meta_title(self) -> str:
        return "Publier une version"

    def get_instance(self) -> DocumentVersion:
        return DocumentVersion(published_on=timezone.localdate())

    def form_valid(self, form: Any) -> HttpResponse:
        told = form.cleaned_data
        try:
            self.instance = publish_and_tell(
                told["kind"], text=told["text"].strip(), published_on=told["published_on"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.instance}\u202f: la version est publiée.")
        return redirect(self.get_success_url())


class DocumentAdmin(ReadOnlyAdmin):
    model = DocumentVersion
    base_url_path = "documents-du-club"
    menu_label = "Documents à accepter"
    menu_icon = "doc-full"
    permission_helper_class = DocumentPermissionHelper
    url_helper_class = NumberedUrlHelper
    create_view_class = PublishView
    index_view_class = ExportView
    list_display = ("kind", "version", "published_on", "acceptances_count")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    inspect_view_fields = ("kind", "version", "published_on", "text")
    panels = (FieldPanel("kind"), FieldPanel("published_on"), FieldPanel("text"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(accepted_count=Count("acceptances"))

    def acceptances_count(self, obj: Any) -> int:
        return obj.accepted_count

    acceptances_count.short_description = "acceptations"
    acceptances_count.admin_order_field = "accepted_count"


class SiretField(forms.CharField):
    """Fourteen digits, with or without the spaces that people write."""

    default_validators = (validate_siret,)

    def to_python(self, value: Any) -> str:
        return clean_siret(super().to_python(value))


class OrganisationForm(WagtailAdminModelForm):
    siret = SiretField(label="SIRET", required=False)


class OrganisationView(InspectView):
    page_title = "Organisation"

    def get_fields_dict(self) -> list[dict[str, Any]]:
        contacts = self.instance.contacts.select_related("user")
        told = [f"{one.user} ({one.get_role_display()})" for one in contacts]
        line = {"type": "text", "label": "contacts", "value": ", ".join(told) or "—"}
        return [*super().get_fields_dict(), line]


class OrganisationAdmin(ModelAdmin):
    """Known to the whole network: one row each, to which members, passes and leads point."""

    model = Organisation
    base_url_path = "organisations"
    menu_label = "Organisations"
    menu_icon = "home"
    url_helper_class = NumberedUrlHelper
    index_view_class = ExportView
    inspect_view_enabled = True
    inspect_view_class = OrganisationView
    inspect_view_fields = ("name", "siret", "commune", "created_at")
    list_display = ("name", "siret", "commune", "contacts_count")
    list_select_related = ("commune",)
    list_export = ("name", "siret", "commune", "contacts_count")
    export_filename = "organisations"
    search_fields = ("name", "siret", "commune__name")
    ordering = ("name",)
    list_per_page = 50
    empty_value_display = "—"

    def get_edit_handler(self) -> ObjectList:
        panels = [FieldPanel("name"), FieldPanel("siret"), FieldPanel("commune")]
        return ObjectList(panels, base_form_class=OrganisationForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(people=Count("contacts"))

    def contacts_count(self, obj: Any) -> int:
        return obj.people

    contacts_count.short_description = "contacts"
    contacts_count.admin_order_field = "people"


class ContactAdmin(ModelAdmin):
    model = OrganisationContact
    base_url_path = "contacts-des-organisations"
    menu_label = "Contacts"
    menu_icon = "user"
    url_helper_class = NumberedUrlHelper
    list_display = ("user", "organisation", "role")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__public_name", "organisation__name")
    ordering = ("organisation__name",)
    list_per_page = 50
    panels = (FieldPanel("organisation"), FieldPanel("user"), FieldPanel("role"))


RECORD_ADMINS = (DocumentAdmin, OrganisationAdmin, ContactAdmin)
