"""What the animateur of a centre does about services and machines, under « /animation/<slug>/ »."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.members.perms import may_decide_for
from club.passes.equipment import equipment_of, label_path, mark_fixed, open_reports
from club.passes.models import EquipmentReport, ServiceRequest
from club.passes.service_forms import AnswerForm
from club.passes.service_requests import ServiceRefused, answer_request
from club.telecentres.models import Telecentre
from club.telecentres.package import provided_by
from club.telecentres.qr import qr_svg

ANSWERED_SHOWN = 20


def centre_run_by(user: Any, slug: str) -> Telecentre:
    """The centre, for who runs it; for anyone else there is no such page."""
    telecentre = get_object_or_404(Telecentre, slug=slug)
    if not may_decide_for(user, telecentre):
        raise Http404
    return telecentre


@login_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for an answer, what is out of order, what was answered last."""
    telecentre = centre_run_by(request.user, slug)
    asked = ServiceRequest.objects.filter(telecentre=telecentre).select_related("service", "user")
    waiting = asked.filter(state__in=ServiceRequest.WAITING)
    answered = asked.exclude(state__in=ServiceRequest.WAITING).order_by("-changed_at", "-pk")
    context = {
        "telecentre": telecentre,
        "waiting": waiting.order_by("created_at", "pk"),
        "answered": answered[:ANSWERED_SHOWN],
        "broken": open_reports(telecentre),
        "provided": provided_by(telecentre),
    }
    return render(request, "passes/desk/page.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer one request."""
    user: Any = request.user
    telecentre = centre_run_by(user, slug)
    asked = ServiceRequest.objects.select_related("service", "user", "telecentre", "handled_by")
    found = get_object_or_404(asked, pk=pk, telecentre=telecentre)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_request(found, by=user, **form.cleaned_data)
        except ServiceRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{found.user} est prévenu de votre réponse.")
            return redirect("service_desk:page", slug=slug)
    context = {"telecentre": telecentre, "asked": found, "form": form}
    return render(request, "passes/desk/answer.html", context)


@login_required
@require_POST
def fixed(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A machine works again."""
    user: Any = request.user
    telecentre = centre_run_by(user, slug)
    report = get_object_or_404(EquipmentReport, pk=pk, telecentre=telecentre)
    mark_fixed(report, by=user)
    messages.success(request, "C’est noté\u202f: la page du télécentre ne l’annonce plus en panne.")
    return redirect("service_desk:page", slug=slug)


@login_required
@require_safe
def labels(request: HttpRequest, slug: str) -> HttpResponse:
    """The labels to stick on the machines, to print: each leads to its report."""
    telecentre = centre_run_by(request.user, slug)
    cards = [
        {
            "equipment": one,
            "qr": qr_svg(
                request.build_absolute_uri(label_path(telecentre, one)),
                title=f"Signaler une panne\u202f: {one}",
            ),
        }
        for one in equipment_of(telecentre)
    ]
    return render(request, "passes/desk/labels.html", {"telecentre": telecentre, "cards": cards})
