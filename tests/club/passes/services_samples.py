"""A request of the member and a machine out of order, in the centre of the animateur."""

from club.passes.equipment import label_path
from club.passes.models import EquipmentReport, ServiceRequest
from club.telecentres.models import Equipment, SharedService, Telecentre
from club.users.models import User


def services_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of services, by the beginning of their route."""
    place = Telecentre.objects.filter(managers__user=users["animateur"]).order_by("pk")[0]
    service = SharedService.objects.create(slug="impression", name="Impression")
    scanner = Equipment.objects.get(slug="scanner")
    place.equipment.add(scanner)
    place.save()
    asked = str(
        ServiceRequest.objects.create(
            user=users["member"], telecentre=place, service=service, form_token="essai"
        ).pk
    )
    broken = str(
        EquipmentReport.objects.create(
            telecentre=place, equipment=scanner, text="Ne s’allume plus"
        ).pk
    )
    token = label_path(place, scanner).split("/")[-2]
    return {
        "club/services/": {
            "slug": place.slug,
            "service_slug": service.slug,
            "pk": asked,
            "token": token,
        },
        "animation/<slug:slug>/services/": {"pk": asked},
        "animation/<slug:slug>/pannes/": {"pk": broken},
        "gestion/passes/servicerequest/": {"instance_pk": asked},
        "gestion/passes/equipmentreport/": {"instance_pk": broken},
    }
