"""A request of the member and a machine out of order, in a centre that is not the animateur's."""

from club.passes.equipment import label_path
from club.passes.models import EquipmentReport, ServiceRequest
from club.telecentres.models import Equipment, SharedService, Telecentre
from club.users.models import User


def services_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of services, by the beginning of their route."""
    theirs = Telecentre.objects.exclude(managers__user=users["animateur"]).order_by("pk")[0]
    service = SharedService.objects.create(slug="impression", name="Impression")
    scanner = Equipment.objects.get(slug="scanner")
    theirs.equipment.add(scanner)
    theirs.save()
    asked = str(
        ServiceRequest.objects.create(
            user=users["member"], telecentre=theirs, service=service, form_token="essai"
        ).pk
    )
    broken = str(
        EquipmentReport.objects.create(
            telecentre=theirs, equipment=scanner, text="Ne s’allume plus"
        ).pk
    )
    token = label_path(theirs, scanner).split("/")[-2]
    return {
        "club/services/": {
            "slug": theirs.slug,
            "service_slug": service.slug,
            "pk": asked,
            "token": token,
        },
        "animation/<slug:slug>/services/": {"slug": theirs.slug, "pk": asked},
        "animation/<slug:slug>/pannes/": {"slug": theirs.slug, "pk": broken},
        "animation/<slug:slug>/etiquettes/": {"slug": theirs.slug},
        "gestion/passes/servicerequest/": {"instance_pk": asked},
        "gestion/passes/equipmentreport/": {"instance_pk": broken},
    }
