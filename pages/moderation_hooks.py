"""Back office of what readers write: comments, their reports, messages to the centres."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from laces.components import Component
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register
from wagtail_modeladmin.views import IndexView, InspectView

from club.telecentres.exports import SafeExport
from club.telecentres.perms import manages_network, only_of, telecentres_of
from club.users.wagtail_hooks import DecisionButtons, ReadOnlyAdmin, ReadOnlyPermissionHelper
from pages import moderation_views
from pages.models import Comment, CommentReport, ContactMessage
from pages.services import MODERATE

EXCERPT = 90  # characters
VIEW_MESSAGES = "pages.view_contactmessage"


class ExportView(SafeExport, IndexView):
    """A list whose exports are safe to open."""


class ReadView(InspectView):
    """One row to read; texts keep their paragraphs, and nothing in them runs."""

    page_title = "Lire"

    def get_meta_title(self) -> str:
        return f"Lire\u202f: {self.verbose_name}"

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        value = super().get_field_display_value(field_name, field)
        if field_name in ("text", "reason"):
            return mark_safe(linebreaks(str(value), autoescape=True))  # noqa: S308 (escaped)
        return value


class MessagePermissionHelper(ReadOnlyPermissionHelper):
    """An animateur reads the messages of their own centres; a manager all."""

    def _is_theirs(self, user: Any, message: ContactMessage) -> bool:
        if manages_network(user):
            return True
        if not hasattr(user, "_telecentre_pks"):
            user._telecentre_pks = set(telecentres_of(user).values_list("pk", flat=True))
        return message.telecentre_id in user._telecentre_pks

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_inspect_obj(user, obj) and self._is_theirs(user, obj)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_delete_obj(user, obj) and self._is_theirs(user, obj)

    def may_decide(self, user: Any, obj: Any) -> bool:
        return super().may_decide(user, obj) and self._is_theirs(user, obj)


class CommentButtons(DecisionButtons):
    def decisions(self, obj: Comment) -> list[tuple[str, str]]:
        approve = ("Approuver", reverse("comment_approve", args=[obj.pk]))
        refuse = ("Refuser", reverse("comment_refuse", args=[obj.pk]))
        if obj.status == Comment.Status.PENDING:
            return [approve, refuse]
        return [refuse] if obj.status == Comment.Status.APPROVED else [approve]


class ReportButtons(DecisionButtons):
    def decisions(self, obj: CommentReport) -> list[tuple[str, str]]:
        if obj.is_handled:
            return []
        return [
            ("Laisser le commentaire", reverse("comment_report_close", args=[obj.pk])),
            ("Retirer le commentaire", reverse("comment_refuse", args=[obj.comment_id])),
        ]


class MessageButtons(DecisionButtons):
    def decisions(self, obj: ContactMessage) -> list[tuple[str, str]]:
        if obj.handled_at:
            return []
        return [("Marquer comme traité", reverse("contact_message_handled", args=[obj.pk]))]


class WritingAdmin(ReadOnlyAdmin):
    """A list of what readers wrote."""

    index_view_class = ExportView
    inspect_view_class = ReadView


class CommentAdmin(WritingAdmin):
    model = Comment
    base_url_path = "commentaires"
    menu_label = "Commentaires"
    menu_icon = "comment"
    button_helper_class = CommentButtons
    list_display = ("excerpt", "article", "author_name", "created_at", "status", "reports_count")
    list_filter = ("status", "created_at")
    search_fields = ("text", "author_name", "author_email", "article__title")
    list_select_related = ("article",)
    ordering = ("-created_at",)
    list_export = ("article", "author_name", "author_email", "text", "created_at", "state")
    export_filename = "commentaires"
    inspect_view_fields = (
        "article",
        "author_name",
        "author_email",
        "text",
        "status",
        "created_at",
        "moderated_by",
        "moderated_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = Count("reports", filter=Q(reports__is_handled=False))
        return super().get_queryset(request).annotate(open_reports=waiting)

    def excerpt(self, obj: Comment) -> str:
        return Truncator(obj.text).chars(EXCERPT)

    excerpt.short_description = "commentaire"

    def state(self, obj: Comment) -> str:
        return obj.get_status_display()

    state.short_description = "état"

    def reports_count(self, obj: Any) -> int:
        return obj.open_reports

    reports_count.short_description = "signalements"
    reports_count.admin_order_field = "open_reports"


class ReportAdmin(WritingAdmin):
    model = CommentReport
    base_url_path = "signalements"
    menu_label = "Signalements"
    menu_icon = "warning"
    button_helper_class = ReportButtons
    list_display = ("reason", "quoted", "state_of_comment", "created_at", "is_handled")
    list_filter = ("is_handled",)
    search_fields = ("reason", "comment__text", "comment__author_name")
    list_select_related = ("comment__article",)
    list_export = ("reason", "quoted", "state_of_comment", "created_at", "is_handled")
    export_filename = "signalements"
    inspect_view_fields = ("reason", "comment", "created_at", "is_handled")

    def quoted(self, obj: CommentReport) -> str:
        return Truncator(str(obj.comment)).chars(EXCERPT)

    quoted.short_description = "commentaire signalé"

    def state_of_comment(self, obj: CommentReport) -> str:
        return obj.comment.get_status_display()

    state_of_comment.short_description = "état du commentaire"


class HandledFilter(SimpleListFilter):
    title = "état"
    parameter_name = "traite"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("non", "à traiter"), ("oui", "traités")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("oui", "non"):
            return queryset.filter(handled_at__isnull=self.value() == "non")
        return queryset


class MessageAdmin(WritingAdmin):
    model = ContactMessage
    base_url_path = "messages"
    menu_label = "Messages reçus"
    menu_icon = "mail"
    permission_helper_class = MessagePermissionHelper
    button_helper_class = MessageButtons
    list_display = ("subject", "name", "receiver", "created_at", "state")
    list_filter = (HandledFilter, "telecentre")
    search_fields = ("subject", "name", "email", "text")
    list_select_related = ("telecentre", "handled_by")
    list_export = (
        "receiver",
        "name",
        "email",
        "phone",
        "subject",
        "text",
        "created_at",
        "state",
    )
    export_filename = "messages"
    inspect_view_fields = (
        "subject",
        "text",
        "name",
        "email",
        "phone",
        "telecentre",
        "created_at",
        "handled_by",
        "handled_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return only_of(request.user, super().get_queryset(request), "telecentre")

    def receiver(self, obj: ContactMessage) -> str:
        return obj.telecentre.name if obj.telecentre else "Le réseau"

    receiver.short_description = "pour"
    receiver.admin_order_field = "telecentre__name"

    def state(self, obj: ContactMessage) -> str:
        if obj.handled_at is None:
            return "à traiter"
        return f"traité par {obj.handled_by}" if obj.handled_by else "traité"

    state.short_description = "état"
    state.admin_order_field = "handled_at"


class ToModerateItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATE)


@modeladmin_register
class WritingsGroup(ModelAdminGroup):
    menu_label = "Contenus"
    menu_icon = "comment"
    menu_order = 200
    items = (CommentAdmin, ReportAdmin, MessageAdmin)

    def get_submenu_items(self) -> list[MenuItem]:
        url = reverse("comments_to_moderate")
        return [
            ToModerateItem("À valider", url, icon_name="check", order=0),
            *super().get_submenu_items(),
        ]


@hooks.register("register_admin_urls")
def moderation_urls() -> list[Any]:
    return moderation_views.urlpatterns


class WaitingPanel(Component):
    """« À valider »: what waits for this person. At most three queries."""

    order = 40
    template_name = "pages/back_office/waiting_panel.html"

    def __init__(self, lines: list[SafeString]) -> None:
        self.lines = lines

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"lines": self.lines}


@hooks.register("construct_homepage_panels")
def add_waiting(request: HttpRequest, panels: list[Any]) -> None:
    user = request.user
    counts = []
    if user.has_perm(MODERATE):
        pending = Comment.objects.pending().count()
        counts.append((pending, "commentaire{s} à valider", reverse("comments_to_moderate")))
        reports = CommentReport.objects.filter(is_handled=False).count()
        url = f"{reverse('signalements_modeladmin_index')}?is_handled__exact=0"
        counts.append((reports, "signalement{s} à traiter", url))
    if user.has_perm(VIEW_MESSAGES):
        waiting = ContactMessage.objects.filter(handled_at=None)
        url = f"{reverse('messages_modeladmin_index')}?traite=non"
        count = only_of(user, waiting, "telecentre").count()
        counts.append((count, "message{s} à traiter", url))
    lines = [
        format_html('<a href="{}">{} {}</a>', url, n, label.replace("{s}", "s" if n > 1 else ""))
        for n, label, url in counts
        if n
    ]
    if lines:
        panels.append(WaitingPanel(lines))
