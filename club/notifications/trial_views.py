"""Back office: trying the mails, sending one again, relaunching a task."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.notifications.background import relaunch
from club.notifications.failures import explain, words_of
from club.notifications.models import BackgroundTask, OutboxMail
from club.notifications.services import resend
from club.notifications.trial import PREFIX, queue, transport, write_trial
from club.notifications.trial_forms import TrialForm

SEND = "notifications.change_outboxmail"
RELAUNCH = "notifications.change_backgroundtask"


def needs(permission: str) -> Callable[..., Any]:
    """Refuse who has not the permission."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):  # type: ignore[union-attr]
                raise PermissionDenied(f"Needs {permission}")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_POST
@needs(SEND)
def resend_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Try an abandoned mail again."""
    if resend(get_object_or_404(OutboxMail, pk=pk)):
        messages.success(request, "Le courrier repart dans quelques secondes.")
    else:
        messages.info(request, "Ce courrier est déjà parti ou attend déjà son tour.")
    return redirect("courriers_modeladmin_index")


@require_POST
@needs(RELAUNCH)
def relaunch_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a failed task again."""
    if relaunch(get_object_or_404(BackgroundTask, pk=pk)):
        messages.success(request, "La tâche repart dans quelques secondes.")
    else:
        messages.info(request, "Cette tâche est déjà terminée ou attend déjà son tour.")
    return redirect("taches_modeladmin_index")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs(SEND)
def trial(request: HttpRequest) -> HttpResponse:
    """The form; what it sends is followed on a page of its own."""
    form = TrialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = write_trial(form.cleaned_data["address"], token=form.cleaned_data["token"])
        return redirect("outbox_trial_state", pk=row.pk)
    context = {"form": form, "transport": transport(), "queue": queue()}
    return render(request, "notifications/back_office/trial.html", context)


@require_safe
@never_cache
@needs(SEND)
def trial_state(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a trial mail so far."""
    mail = get_object_or_404(OutboxMail, pk=pk, message_id__startswith=PREFIX)
    seconds = (mail.finished_at - mail.created_at).total_seconds() if mail.finished_at else None
    context = {
        "mail": mail,
        "seconds": seconds,
        "explanation": explain(mail.last_error),
        "server_words": words_of(mail.last_error),
        "now": timezone.now(),
        "transport": transport(),
        "queue": queue(),
    }
    return render(request, "notifications/back_office/trial_state.html", context)


urlpatterns = [
    path("courriers/essai/", trial, name="outbox_trial"),
    path("courriers/essai/<int:pk>/", trial_state, name="outbox_trial_state"),
    path("courriers/<int:pk>/renvoyer/", resend_view, name="outbox_resend"),
    path("taches/<uuid:pk>/relancer/", relaunch_view, name="task_relaunch"),
]
