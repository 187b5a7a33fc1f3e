"""« Imprimante en panne »: reported from the label on the machine, until it works again."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from club.members.perms import may_decide_for
from club.passes import service_news
from club.passes.models import EquipmentReport
from club.passes.service_requests import NotYours, ServiceRefused
from club.telecentres.freshness import renew_version
from club.telecentres.models import Equipment, Telecentre
from club.users.models import User

_signer = Signer(salt="club.passes.equipment")
MAX_TEXT = 500


class NotThere(ServiceRefused):
    message = "Ce télécentre n’a pas cet équipement."


class TextMissing(ServiceRefused):
    message = f"Dites en quelques mots ce qui ne va pas ({MAX_TEXT} caractères au plus)."


def label_path(telecentre: Telecentre, equipment: Equipment) -> str:
    """The address that the label of a machine leads to."""
    token = _signer.sign(f"{telecentre.pk}.{equipment.pk}")
    return reverse("services:report", args=[token])


def read_label(token: str) -> tuple[Telecentre, Equipment] | None:
    """What a label names; None when it is forged, or the machine is there no more."""
    try:
        centre, _, equipment = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    place = Telecentre.objects.active().filter(pk=centre).first()
    thing = equipment_of(place).filter(pk=equipment).first() if place else None
    return (place, thing) if place and thing else None


def equipment_of(telecentre: Telecentre) -> QuerySet[Equipment]:
    """What the centre shares and what its spaces in service hold, once each, by name."""
    held = Q(spaces__telecentre=telecentre, spaces__is_active=True)
    return Equipment.objects.filter(Q(telecentres=telecentre) | held).distinct().order_by("name")


def open_reports(telecentre: Telecentre) -> QuerySet[EquipmentReport]:
    """What does not work there now, the oldest first."""
    rows = EquipmentReport.objects.filter(telecentre=telecentre, fixed_at=None)
    return rows.select_related("equipment", "reported_by").order_by("reported_at", "pk")


@transaction.atomic
def report_equipment(
    equipment: Equipment, *, telecentre: Telecentre, by: User, text: str
) -> tuple[EquipmentReport, bool]:
    """Say that something is out of order; the animateurs are told, the page of the centre says it.

    Returns the report and whether it is new: what is reported already is not reported twice.
    Raises NotThere, TextMissing.
    """
    told = " ".join(text.split())
    if not told or len(told) > MAX_TEXT:
        raise TextMissing
    if not equipment_of(telecentre).filter(pk=equipment.pk).exists():
        raise NotThere
    report, is_new = EquipmentReport.objects.get_or_create(
        telecentre=telecentre,
        equipment=equipment,
        fixed_at=None,
        defaults={"text": told, "reported_by": by},
    )
    if is_new:
        service_news.reported(report)
        renew_version()
    return report, is_new


@transaction.atomic
def mark_fixed(report: EquipmentReport, *, by: User) -> EquipmentReport:
    """It works again. Saying it twice changes nothing. Raises NotYours."""
    rows = EquipmentReport.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("telecentre", "equipment", "reported_by").get(pk=report.pk)
    if not may_decide_for(by, locked.telecentre):
        raise NotYours
    if locked.fixed_at is None:
        locked.fixed_at, locked.fixed_by = timezone.now(), by
        locked.save(update_fields=("fixed_at", "fixed_by"))
        service_news.fixed(locked)
        renew_version()
    return locked
