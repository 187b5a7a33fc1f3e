"""Back office of the messages that their readers reported."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from wagtail import hooks
from wagtail_modeladmin.views import InspectView

from club.members import reports_views
from club.members.models import Member, MessageReport
from club.users.wagtail_hooks import DecisionButtons, ReadOnlyAdmin, ReadOnlyPermissionHelper

EXCERPT = 120  # characters


class ReportPermissionHelper(ReadOnlyPermissionHelper):
    """What was decided stays known: nobody removes a report, it goes with its message."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class ReportButtons(DecisionButtons):
    def decisions(self, obj: MessageReport) -> list[tuple[str, str]]:
        if obj.handled_at:
            return []
        return [("Classer", reverse("message_report_close", args=[obj.pk]))]


class ReportReadView(InspectView):
    """One report to read: the reported message and no other of the thread."""

    page_title = "Lire"

    def get_meta_title(self) -> str:
        return f"Lire\u202f: {self.verbose_name}"

    def get_fields_dict(self) -> list[dict[str, Any]]:
        report, admin = self.instance, self.model_admin
        lines = {
            "message signalé": _paragraphs(report.message.text),
            "écrit par": admin.author(report),
            "signalé par": str(report.reporter),
            "motif": _paragraphs(report.reason or "—"),
            "signalé le": f"{report.created_at:%d/%m/%Y}",
            "état": admin.state(report),
        }
        if reports_views.may_suspend(self.request.user) and admin.is_active_member(report):
            url = reverse("message_report_suspend", args=[report.pk])
            lines["adhésion"] = format_html('<a href="{}">Suspendre cette personne</a>', url)
        return [{"type": "text", "label": label, "value": value} for label, value in lines.items()]


def _paragraphs(text: str) -> Any:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 (escaped)


class HandledFilter(SimpleListFilter):
    title = "état"
    parameter_name = "classe"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("non", "à lire"), ("oui", "classés")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("oui", "non"):
            return queryset.filter(handled_at__isnull=self.value() == "non")
        return queryset


class MessageReportAdmin(ReadOnlyAdmin):
    model = MessageReport
    base_url_path = "messages-signales"
    menu_label = "Messages signalés"
    menu_icon = "warning"
    permission_helper_class = ReportPermissionHelper
    button_helper_class = ReportButtons
    inspect_view_class = ReportReadView
    list_display = ("excerpt", "author", "reporter", "reason_told", "created_at", "state")
    list_filter = (HandledFilter,)
    search_fields = ("message__text", "reason", "message__author__public_name")
    list_select_related = ("message__author__member", "reporter", "handled_by")

    def excerpt(self, obj: MessageReport) -> str:
        return Truncator(obj.message.text).chars(EXCERPT)

    excerpt.short_description = "message signalé"

    def author(self, obj: MessageReport) -> str:
        return str(obj.message.author)

    author.short_description = "écrit par"

    def reason_told(self, obj: MessageReport) -> str:
        return Truncator(obj.reason).chars(EXCERPT) or "—"

    reason_told.short_description = "motif"

    def state(self, obj: MessageReport) -> str:
        if obj.handled_at is None:
            return "à lire"
        return f"classé par {obj.handled_by}" if obj.handled_by else "classé"

    state.short_description = "état"
    state.admin_order_field = "handled_at"

    def is_active_member(self, obj: MessageReport) -> bool:
        member = Member.objects.filter(user=obj.message.author_id).first()
        return member is not None and member.state == Member.State.ACTIVE


@hooks.register("register_admin_urls")
def report_urls() -> list[Any]:
    return reports_views.urlpatterns
