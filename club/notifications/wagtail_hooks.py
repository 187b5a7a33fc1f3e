"""Back office of the outbox and of the background tasks: what waits, what failed, once more."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django_tasks import TaskResultStatus
from wagtail import hooks
from wagtail_modeladmin.views import InspectView

from club.notifications import trial_views
from club.notifications.background import KILLED, title_of
from club.notifications.models import BackgroundTask, OutboxMail
from club.users.wagtail_hooks import DecisionButtons, ReadOnlyAdmin, ReadOnlyPermissionHelper


class LogPermissionHelper(ReadOnlyPermissionHelper):
    """The log goes by itself after its time: nobody removes a line of it."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class OutboxButtons(DecisionButtons):
    def decisions(self, obj: OutboxMail) -> list[tuple[str, str]]:
        if obj.state != OutboxMail.State.DEAD:
            return []
        return [("Renvoyer", reverse("outbox_resend", args=[obj.pk]))]


class OutboxAdmin(ReadOnlyAdmin):
    model = OutboxMail
    base_url_path = "courriers"
    menu_label = "Courriers envoyés"
    menu_icon = "mail"
    add_to_settings_menu = True
    permission_helper_class = LogPermissionHelper
    button_helper_class = OutboxButtons
    list_display = ("subject", "recipients", "created_at", "state")
    list_filter = ("state", "created_at")
    search_fields = ("subject", "recipients", "message_id")
    inspect_view_fields = (
        "subject",
        "recipients",
        "sender",
        "state",
        "attempts",
        "due_at",
        "last_error",
        "created_at",
        "finished_at",
        "message_id",
    )


STATES = {
    TaskResultStatus.READY: "en attente",
    TaskResultStatus.RUNNING: "en cours",
    TaskResultStatus.FAILED: "abandonnée",
}


class StateFilter(SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, label) for status, label in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() in STATES else queryset


class TaskButtons(DecisionButtons):
    def decisions(self, obj: BackgroundTask) -> list[tuple[str, str]]:
        if obj.status != TaskResultStatus.FAILED:
            return []
        return [("Relancer", reverse("task_relaunch", args=[obj.pk]))]


class TaskReadView(InspectView):
    """One task to read: in French, the technical trace last."""

    page_title = "Lire"

    def get_meta_title(self) -> str:
        return f"Lire\u202f: {self.verbose_name}"

    def get_page_subtitle(self) -> str:
        return title_of(self.instance)

    def get_fields_dict(self) -> list[dict[str, Any]]:
        task, admin = self.instance, self.model_admin
        lines = {
            "tâche": admin.title(task),
            "état": admin.state(task),
            "essais": admin.attempts(task),
            "mise en file": _moment(task.enqueued_at),
            "prochain essai": admin.next_try(task),
            "terminée": _moment(task.finished_at),
            "fonction": task.task_path,
            "valeurs reçues": json.dumps(task.args_kwargs, ensure_ascii=False),
            "trace technique": format_html('<pre lang="en">{}</pre>', task.traceback or "—"),
        }
        return [{"type": "text", "label": label, "value": value} for label, value in lines.items()]


class TaskAdmin(ReadOnlyAdmin):
    """What is not done yet, or failed for good; what ended well is of no interest."""

    model = BackgroundTask
    base_url_path = "taches"
    menu_label = "Tâches de fond"
    menu_icon = "cogs"
    add_to_settings_menu = True
    permission_helper_class = LogPermissionHelper
    button_helper_class = TaskButtons
    inspect_view_class = TaskReadView
    list_display = ("title", "state", "error", "enqueued")
    list_filter = (StateFilter,)
    ordering = ("-enqueued_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting: QuerySet[Any] = super().get_queryset(request)
        return waiting.exclude(status=TaskResultStatus.SUCCESSFUL)

    def _require_known(self, request: HttpRequest, instance_pk: str) -> None:
        try:
            pk = UUID(instance_pk)
        except ValueError as error:
            raise Http404 from error
        if self.permission_helper.user_can_list(request.user):
            get_object_or_404(self.get_queryset(request), pk=pk)

    def title(self, obj: BackgroundTask) -> str:
        return title_of(obj)

    title.short_description = "tâche"

    def state(self, obj: BackgroundTask) -> str:
        return STATES.get(TaskResultStatus(obj.status), "terminée")

    state.short_description = "état"
    state.admin_order_field = "status"

    def attempts(self, obj: BackgroundTask) -> int:
        return len(obj.worker_ids)

    def next_try(self, obj: BackgroundTask) -> str:
        if obj.status != TaskResultStatus.READY:
            return "—"
        return "dès que possible" if obj.run_after <= timezone.now() else _moment(obj.run_after)

    def error(self, obj: BackgroundTask) -> str:
        if obj.exception_class_path == KILLED:
            return "le travailleur a disparu pendant la tâche"
        return obj.traceback.strip().rpartition("\n")[2][:200]

    error.short_description = "dernière erreur"

    def enqueued(self, obj: BackgroundTask) -> str:
        return _moment(obj.enqueued_at)

    enqueued.short_description = "mise en file"
    enqueued.admin_order_field = "enqueued_at"


def _moment(instant: datetime | None) -> str:
    if instant is None:
        return "—"
    # No-break spaces around the « h ».
    return date_format(timezone.localtime(instant), "j F Y à G\u00a0\\h\u00a0i")


@hooks.register("register_admin_urls")
def notification_urls() -> list[Any]:
    return trial_views.urlpatterns
