"""Back office: what is decided of a reported message. Only a POST writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from club.members import conversations, memberships
from club.members.models import Member, MessageReport
from club.members.perms import members_decided_by
from club.telecentres.perms import manages_network

HANDLE = "members.change_messagereport"
INDEX = "messages-signales_modeladmin_index"


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label="Motif, que la personne lira",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Donnez le motif."},
    )


def may_suspend(user: Any) -> bool:
    """Whether this account suspends members of any centre: the network's managers."""
    return manages_network(user) and user.has_perm(HANDLE)


@require_POST
def close_report(request: HttpRequest, pk: int) -> HttpResponse:
    """« Classer »: the report has been read."""
    if not request.user.has_perm(HANDLE):  # type: ignore[union-attr]
        raise PermissionDenied(f"Needs {HANDLE}")
    report = get_object_or_404(MessageReport, pk=pk)
    conversations.handle_report(report, by=request.user)  # type: ignore[arg-type]
    messages.success(request, "Le signalement est classé.")
    return redirect(INDEX)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suspend_author(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspend who wrote the message, with a reason; the report is then closed."""
    user: Any = request.user
    if not may_suspend(user):
        raise PermissionDenied("Only the managers of the network suspend here.")
    report = get_object_or_404(MessageReport.objects.select_related("message__author"), pk=pk)
    author = report.message.author
    member = members_decided_by(user).filter(user=author).first()
    if member is None or member.state not in (Member.State.ACTIVE, Member.State.SUSPENDED):
        raise Http404
    form = SuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        memberships.suspend(member, by=user, reason=form.cleaned_data["reason"])
        conversations.handle_report(report, by=user)
        messages.success(request, f"L’adhésion de {author} est suspendue.")
        return redirect(INDEX)
    context = {"form": form, "report": report, "author": author}
    return render(request, "members/back_office/suspend_author.html", context)


urlpatterns = [
    path("messages-signales/<int:pk>/classer/", close_report, name="message_report_close"),
    path("messages-signales/<int:pk>/suspendre/", suspend_author, name="message_report_suspend"),
]
