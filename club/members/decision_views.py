"""The pages of the back office by which an animateur decides: a form each, and a POST."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from club.members.decisions import STEPS, Step
from club.members.history import MembershipRefusal
from club.members.perms import members_decided_by

MEMBER_PAGE = "adherents_modeladmin_inspect"
TOO_LATE = "Ce n’est plus possible\u202f: l’adhésion a changé entre-temps."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_step(request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
    """Show the form of a step, and take it. Another centre's member does not exist."""
    user: Any = request.user
    if not user.has_perm(step.permission):
        raise PermissionDenied(f"Needs {step.permission}")
    theirs = members_decided_by(user).select_related("user", "home_telecentre")
    member = get_object_or_404(theirs, pk=pk)
    if request.method != "POST" and not step.is_open(member):
        messages.warning(request, TOO_LATE)
        return redirect(MEMBER_PAGE, member.pk)
    form = step.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            step.act(member, user, form.cleaned_data)
        except MembershipRefusal as refusal:
            messages.error(request, refusal.message)
            return redirect(MEMBER_PAGE, member.pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"{member}\u202f: {step.done}")
            return redirect(MEMBER_PAGE, member.pk)
    context = {"step": step, "member": member, "form": form}
    return render(request, "members/back_office/step.html", context)


urlpatterns = [
    path(f"adherents/<int:pk>/{step.slug}/", take_step, {"step": step}, name=step.name)
    for step in STEPS
]
