"""The pages of the back office by which the staff acts on a pass: a form each, and a POST."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from club.passes.back_office_forms import CorrectionForm, EndForm
from club.passes.granting import end_pass
from club.passes.models import Pass
from club.passes.perms import CORRECT, passes_run_by
from club.passes.refusals import PassRefused
from club.passes.services import correct
from club.users.models import User

READ_PAGE = "pass_modeladmin_inspect"


@dataclass(frozen=True)
class Step:
    """`act(pass, by, told)` calls the service; `told` is what the form gathered."""

    slug: str
    title: str
    text: str
    button: str
    done: str
    form: type[forms.Form]
    act: Callable[[Pass, User, dict[str, Any]], object]

    @property
    def name(self) -> str:
        return f"pass_{self.slug}"


STEPS = (
    Step(
        slug="corriger",
        title="Corriger les unités",
        text="La correction s’ajoute au registre, avec votre nom et votre commentaire.",
        button="Corriger",
        done="la correction est enregistrée.",
        form=CorrectionForm,
        act=lambda of_pass, by, told: correct(of_pass, by=by, **told),
    ),
    Step(
        slug="terminer",
        title="Terminer le pass",
        text="La personne pourra continuer à réserver, au tarif du réseau.",
        button="Terminer le pass",
        done="la fin du pass est enregistrée.",
        form=EndForm,
        act=lambda of_pass, by, told: end_pass(of_pass, by=by, **told),
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_step(request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
    """Show the form of a step, and take it. A pass of another centre does not exist."""
    user: Any = request.user
    if not user.has_perm(CORRECT):
        raise PermissionDenied(f"Needs {CORRECT}")
    found = get_object_or_404(passes_run_by(user).select_related("plan", "user"), pk=pk)
    form = step.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            step.act(found, user, form.cleaned_data)
        except PassRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{found}\u202f: {step.done}")
            return redirect(READ_PAGE, found.pk)
    context = {"step": step, "pass": found, "form": form}
    return render(request, "passes/back_office/step.html", context)


urlpatterns = [
    path(f"pass/<int:pk>/{step.slug}/", take_step, {"step": step}, name=step.name) for step in STEPS
]
