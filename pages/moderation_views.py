"""What moderators and animateurs decide, one by one or many at once. Only a POST writes."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from club.telecentres.perms import only_of
from pages import services
from pages.models import Comment, CommentReport, ContactMessage

PER_PAGE = 50
HANDLE_REPORTS = "pages.change_commentreport"
HANDLE_MESSAGES = "pages.change_contactmessage"


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied(f"Needs {permission}")


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Where the button was pressed, if that is a page of ours."""
    after = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(after if is_ours else reverse(otherwise))


@require_POST
def decide(request: HttpRequest, pk: int, *, approve: bool) -> HttpResponse:
    """Publish or refuse one comment."""
    _require(request, services.MODERATE)
    comment = get_object_or_404(Comment, pk=pk)
    services.moderate(comment, approve=approve, by=request.user)
    done = "publié" if approve else "refusé"
    messages.success(request, f"Le commentaire de {comment.author_name} est {done}.")
    return _back(request, "commentaires_modeladmin_index")


@require_http_methods(["GET", "HEAD", "POST"])
def to_moderate(request: HttpRequest) -> HttpResponse:
    """The comments that wait, the oldest first, with boxes to decide on many at once."""
    _require(request, services.MODERATE)
    if request.method == "POST":
        _decide_many(request)
        return redirect("comments_to_moderate")
    pending = Comment.objects.pending().select_related("article")
    page = Paginator(pending, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "pages/back_office/comments_to_moderate.html", {"page_obj": page})


def _decide_many(request: HttpRequest) -> None:
    decision = request.POST.get("decision")
    # As many as one page shows, and no number longer than the database's.
    boxes = request.POST.getlist("comment")[:PER_PAGE]
    chosen = [int(pk) for pk in boxes if re.fullmatch(r"[0-9]{1,18}", pk)]
    if decision not in ("approve", "refuse") or not chosen:
        messages.warning(request, "Cochez au moins un commentaire, puis choisissez que faire.")
        return
    standing = Comment.objects.pending().in_bulk(chosen)
    is_approved = decision == "approve"
    changed = sum(
        services.moderate(comment, approve=is_approved, by=request.user)
        for comment in standing.values()
    )
    plural = "s" if changed > 1 else ""
    done = "publié" if is_approved else "refusé"
    if changed:
        messages.success(request, f"{changed} commentaire{plural} {done}{plural}.")
    else:
        messages.info(request, "Ces commentaires avaient déjà reçu une réponse.")


@require_POST
def close_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the comment where it is."""
    _require(request, HANDLE_REPORTS)
    services.close_report(get_object_or_404(CommentReport, pk=pk), by=request.user)
    messages.success(request, "Le signalement est classé, le commentaire reste.")
    return _back(request, "signalements_modeladmin_index")


@require_POST
def message_handled(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody answered. Another centre's message does not exist."""
    _require(request, HANDLE_MESSAGES)
    theirs: Any = only_of(request.user, ContactMessage.objects.all(), "telecentre")
    message = theirs.filter(pk=pk).first()
    if message is None:
        raise Http404
    services.mark_handled(message, by=request.user)
    messages.success(request, f"Le message de {message.name} est marqué comme traité.")
    return _back(request, "messages_modeladmin_index")


urlpatterns = [
    path("commentaires/a-valider/", to_moderate, name="comments_to_moderate"),
    path("commentaires/<int:pk>/approuver/", decide, {"approve": True}, name="comment_approve"),
    path("commentaires/<int:pk>/refuser/", decide, {"approve": False}, name="comment_refuse"),
    path("signalements/<int:pk>/classer/", close_report, name="comment_report_close"),
    path("messages/<int:pk>/traiter/", message_handled, name="contact_message_handled"),
]
