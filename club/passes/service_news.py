"""What people are told of services and of machines; texts in `templates/passes/email/`."""

from __future__ import annotations

from django.urls import reverse

from club.members.emails import deciders
from club.notifications.kinds import register_kind
from club.notifications.models import Frequency
from club.notifications.services import notify
from club.passes.models import EquipmentReport, ServiceRequest
from club.telecentres.models import Telecentre
from club.telecentres.perms import works_for_network

ANSWER, TO_HANDLE = "passes.service", "passes.service-to-handle"


def register_kinds() -> None:
    """Declare both."""
    register_kind(
        ANSWER,
        label="Réponses à vos demandes de services",
        group="Services",
        default=Frequency.AT_ONCE,
    )
    register_kind(
        TO_HANDLE,
        label="Demandes de services et pannes de vos télécentres",
        group="Animation du club",
        is_for=works_for_network,
    )


def asked(request: ServiceRequest) -> None:
    _tell_team(
        request.telecentre,
        title=f"{request.user} demande\u202f: {request.service}",
        text=request.text,
        key=f"service-request-{request.pk}",
    )


def answered(request: ServiceRequest) -> None:
    notify(
        request.user,
        ANSWER,
        title=f"{request.service}\u202f: {request.get_state_display()}",
        text=request.answer,
        url=reverse("services:page"),
        subject=(f"service-request-{request.pk}", "Vos demandes de services"),
        once_key=f"service-request-{request.pk}-{request.state}",
    )


def reported(report: EquipmentReport) -> None:
    _tell_team(
        report.telecentre,
        title=f"En panne à {report.telecentre.short_name}\u202f: {report.equipment}",
        text=report.text,
        key=f"equipment-report-{report.pk}",
    )


def fixed(report: EquipmentReport) -> None:
    """To whoever reported it."""
    if report.reported_by is not None:
        notify(
            report.reported_by,
            ANSWER,
            title=f"De nouveau en marche\u202f: {report.equipment}, {report.telecentre.short_name}",
            text="Merci de nous l’avoir signalé.",
            url=f"/telecentres/{report.telecentre.slug}/",
            subject=(f"equipment-report-{report.pk}", "Vos signalements"),
            once_key=f"equipment-report-{report.pk}-fixed",
        )


def _tell_team(telecentre: Telecentre, *, title: str, text: str, key: str) -> None:
    for user in deciders(telecentre):
        notify(
            user,
            TO_HANDLE,
            title=title,
            text=text,
            url=reverse("service_desk:page", args=[telecentre.slug]),
            subject=(key, f"Services du télécentre de {telecentre.short_name}"),
            once_key=f"{key}-{user.pk}",
        )
