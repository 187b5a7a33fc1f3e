"""« Services »: what the package holds here and elsewhere, and what one asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.members.models import Member
from club.members.perms import active_member_required
from club.passes.equipment import (
    equipment_of,
    label_path,
    open_reports,
    read_label,
    report_equipment,
)
from club.passes.models import EquipmentReport, ServiceRequest
from club.passes.service_forms import ReportEquipmentForm, ServiceRequestForm
from club.passes.service_requests import ServiceRefused, ask_service, withdraw_request
from club.telecentres.models import SharedService, Telecentre
from club.telecentres.package import matrix

form_page = require_http_methods(["GET", "HEAD", "POST"])
REQUESTS_SHOWN = 20


@active_member_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """My centre's services with what can be asked, my requests, and all centres side by side."""
    user: Any = request.user
    member = Member.objects.filter(user=user).select_related("home_telecentre").first()
    home = member.home_telecentre if member else None
    found = matrix()
    mine = ServiceRequest.objects.filter(user=user).select_related("service", "telecentre")
    requests = list(mine[:REQUESTS_SHOWN])
    waiting = {(one.service_id, one.telecentre_id) for one in mine if one.is_waiting}
    context = {
        "home": home,
        "offers": _offers_of(home, found, waiting),
        "requests": requests,
        "matrix": found,
        "broken": list(open_reports(home)) if home else [],
        "machines": [(one, label_path(home, one)) for one in equipment_of(home)] if home else [],
    }
    return render(request, "passes/services/page.html", context)


def _offers_of(
    home: Telecentre | None, found: Any, waiting: set[tuple[int, int]]
) -> list[dict[str, Any]]:
    """The cells of my centre, each with whether it can be asked for."""
    if home is None or home not in found.telecentres:
        return []
    place = found.telecentres.index(home)
    cells = [line.cells[place] for line in (*found.common, *found.extras)]
    return [
        {
            "cell": cell,
            "is_waiting": (cell.service.pk, home.pk) in waiting,
            "can_ask": cell.is_provided and cell.service.can_be_requested,
        }
        for cell in cells
    ]


@active_member_required
@form_page
def ask(request: HttpRequest, slug: str, service_slug: str) -> HttpResponse:
    """Ask a centre for a service."""
    user: Any = request.user
    telecentre = get_object_or_404(Telecentre.objects.active(), slug=slug)
    service = get_object_or_404(SharedService, slug=service_slug, is_active=True)
    form = ServiceRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_service(service, telecentre=telecentre, user=user, **form.cleaned_data)
        except ServiceRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                "Votre demande est envoyée à l’animateur\u202f: vous serez prévenu de sa réponse.",
            )
            return redirect("services:page")
    context = {"form": form, "telecentre": telecentre, "service": service}
    return render(request, "passes/services/ask.html", context)


@active_member_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one of my requests."""
    user: Any = request.user
    found = get_object_or_404(ServiceRequest, pk=pk, user=user)
    try:
        withdraw_request(found, by=user)
    except ServiceRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Votre demande est retirée.")
    return redirect("services:page")


@active_member_required
@form_page
def report(request: HttpRequest, token: str) -> HttpResponse:
    """What the label of a machine leads to: say that it is out of order."""
    user: Any = request.user
    found = read_label(token)
    if found is None:
        raise Http404
    telecentre, equipment = found
    form = ReportEquipmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _report, is_new = report_equipment(
                equipment, telecentre=telecentre, by=user, text=form.cleaned_data["text"]
            )
        except ServiceRefused as refusal:
            form.add_error("text", refusal.message)
        else:
            thanks = "Merci\u202f: l’animateur est prévenu, et la page du télécentre l’indique."
            messages.success(request, thanks if is_new else "Cette panne était déjà signalée.")
            return redirect("services:page")
    known = EquipmentReport.objects.filter(
        telecentre=telecentre, equipment=equipment, fixed_at=None
    ).first()
    context = {"form": form, "telecentre": telecentre, "equipment": equipment, "known": known}
    return render(request, "passes/services/report.html", context)
