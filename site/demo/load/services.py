"""What members asked of the package of services, and the machines that they reported."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from club.members.models import Member
from club.passes.models import EquipmentReport, ServiceRequest
from club.telecentres.models import Equipment, SharedService, Telecentre
from demo.load.files import read_toml
from demo.load.people import DOMAIN

TOKEN = "demo"  # noqa: S105 (what the form tokens of demonstration rows start with)


def load_service_requests() -> None:
    """Load what is missing."""
    told = read_toml("service_requests.toml")
    now = timezone.now()
    for number, row in enumerate(told["requests"]):
        token = f"{TOKEN}-service-{number}"
        if ServiceRequest.objects.filter(form_token=token).exists():
            continue
        member = Member.objects.get(user__email=f"{row['email']}@{DOMAIN}")
        host = member.home_telecentre.managers.order_by("pk").first()
        request = ServiceRequest.objects.create(
            user=member.user,
            telecentre=member.home_telecentre,
            service=SharedService.objects.get(slug=row["service"]),
            text=row["text"],
            state=row["state"],
            answer=row.get("answer", ""),
            handled_by=host.user if host and row["state"] != "open" else None,
            form_token=token,
        )
        asked_at = now - timedelta(days=row["days_ago"])
        ServiceRequest.objects.filter(pk=request.pk).update(created_at=asked_at)
    for row in told["reports"]:
        centre = Telecentre.objects.get(slug=row["telecentre"])
        equipment = Equipment.objects.get(slug=row["equipment"])
        if EquipmentReport.objects.filter(telecentre=centre, equipment=equipment).exists():
            continue
        fixed = row.get("fixed_days_ago")
        report = EquipmentReport.objects.create(
            telecentre=centre,
            equipment=equipment,
            text=row["text"],
            fixed_at=now - timedelta(days=fixed) if fixed is not None else None,
        )
        reported_at = now - timedelta(days=row["days_ago"])
        EquipmentReport.objects.filter(pk=report.pk).update(reported_at=reported_at)
