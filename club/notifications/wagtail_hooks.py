"""Back office of the outbox: what waits, what left, what was abandoned, and sending it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks

from club.notifications.models import OutboxMail
from club.notifications.services import resend
from club.users.wagtail_hooks import DecisionButtons, ReadOnlyAdmin, ReadOnlyPermissionHelper

RESEND = "notifications.change_outboxmail"


class OutboxPermissionHelper(ReadOnlyPermissionHelper):
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
    permission_helper_class = OutboxPermissionHelper
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


@require_POST
def resend_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Try an abandoned mail again."""
    if not request.user.has_perm(RESEND):  # type: ignore[union-attr]
        raise PermissionDenied(f"Needs {RESEND}")
    if resend(get_object_or_404(OutboxMail, pk=pk)):
        messages.success(request, "Le courrier repart dans quelques secondes.")
    else:
        messages.info(request, "Ce courrier est déjà parti ou attend déjà son tour.")
    return redirect("courriers_modeladmin_index")


@hooks.register("register_admin_urls")
def outbox_urls() -> list[Any]:
    return [path("courriers/<int:pk>/renvoyer/", resend_view, name="outbox_resend")]
