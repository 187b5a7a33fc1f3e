"""Communes, objectives, the ten télécentres with their spaces and hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Group

from club.telecentres import services
from club.telecentres.hours import PARIS
from club.telecentres.models import (
    BroadbandMeasure,
    Commune,
    Equipment,
    ExceptionalHours,
    Objective,
    OpeningHours,
    ServiceOffer,
    SharedService,
    Space,
    Telecentre,
    TelecentreManager,
)
from club.users.models import User
from club.users.roles import ANIMATEURS
from demo.load.accounts import demo_account
from demo.load.files import DATA, read_csv, read_folder, read_toml

# The lists of spaces in a centre's file, the kind of each, and its column in telecentres.csv.
SPACE_LISTS = {
    "desks": Space.Kind.DESK,
    "offices": Space.Kind.OFFICE,
    "meeting_rooms": Space.Kind.MEETING_ROOM,
    "video_rooms": Space.Kind.VIDEO_ROOM,
    "telemedicine_points": Space.Kind.TELEMEDICINE,
    "bridging_housings": Space.Kind.BRIDGING_HOUSING,
}
DEMO_ANIMATEUR = "animateur@demo.example"
SHARED_CENTRES = ("murat", "allanche")  # those the account animateur@ looks after


def load_places(today: date) -> None:
    """Load what is missing; dates said « in n days » count from `today`."""
    with (DATA / "communes.csv").open(encoding="utf-8", newline="") as handle:
        services.import_communes(handle)
    for row in read_toml("equipment.toml")["equipment"]:
        Equipment.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"]})
    for row in read_toml("objectives.toml")["objectives"]:
        Objective.objects.get_or_create(number=row.pop("number"), defaults=row)
    details = read_folder("telecentres")
    for row in read_csv("telecentres.csv"):
        if not Telecentre.objects.filter(slug=row["slug"]).exists():
            _load_centre(row, details[row["slug"]], today)
    _load_services()


def _load_services() -> None:
    """The package of services and what each centre holds of it; what stands is left alone."""
    centres = list(Telecentre.objects.all())
    for rank, row in enumerate(read_toml("services.toml")["services"], start=1):
        service, is_new = SharedService.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "summary": row["summary"],
                "is_common": row.get("is_common", True),
                "can_be_requested": row.get("can_be_requested", True),
                "rank": 10 * rank,
            },
        )
        if is_new:
            offers = (_offer(service, row, centre) for centre in centres)
            ServiceOffer.objects.bulk_create(offer for offer in offers if offer)


def _offer(service: SharedService, row: dict[str, Any], centre: Telecentre) -> ServiceOffer | None:
    """What a centre provides of a service, None for « not yet »."""
    slug = centre.slug
    if slug in row.get("not_yet", ()) or slug not in row.get("only", (slug,)):
        return None
    asked = row.get("on_request", {})
    state = ServiceOffer.State.ON_REQUEST if slug in asked else ServiceOffer.State.INCLUDED
    note = asked.get(slug) or row.get("notes", {}).get(slug, "")
    return ServiceOffer(telecentre=centre, service=service, state=state, note=note)


def _load_centre(row: dict[str, str], detail: dict[str, Any], today: date) -> None:
    centre = services.create_telecentre(
        slug=row["slug"],
        name=row["name"].replace("'", "’"),
        short_name=row["commune"],
        commune=Commune.objects.get(insee=row["insee"]),
        postcode=row["postcode"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        host=row["host"].replace("'", "’"),
        speciality=row["speciality"].replace("'", "’"),
        address=detail["address"],
        phone=detail["phone"],
        email=detail["email"],
        opened_on=detail["opened_on"],
        accessibility=detail["accessibility"],
        parking=detail["parking"],
        public_transport=detail["public_transport"],
        evening_note=detail["evening_note"] if detail["evening_access"] else "",
    )
    equipment = {item.slug: item for item in Equipment.objects.all()}
    centre.objectives = list(Objective.objects.filter(number__in=detail["objectives"]))
    centre.equipment = [equipment[slug] for slug in detail["equipment"]]
    centre.save()
    _load_spaces(centre, row, detail, equipment)
    _load_hours(centre, detail, today)
    measure = detail["measure"]
    BroadbandMeasure.objects.create(telecentre=centre, **measure)
    manager = demo_account(detail["manager"]["email"], public_name=detail["manager"]["name"])
    people: set[User] = {manager}
    if centre.slug in SHARED_CENTRES:
        people.add(User.objects.get(email=DEMO_ANIMATEUR))
    for person in people:
        person.groups.add(Group.objects.get(name=ANIMATEURS))
        TelecentreManager.objects.get_or_create(
            telecentre=centre, user=person, defaults={"public_phone": centre.phone}
        )


def _load_spaces(
    centre: Telecentre,
    row: dict[str, str],
    detail: dict[str, Any],
    equipment: dict[str, Equipment],
) -> None:
    for key, kind in SPACE_LISTS.items():
        spaces = detail[key]
        if len(spaces) != int(row[key]):
            raise ValueError(f"{centre.slug}: {key} must name {row[key]} spaces, not {len(spaces)}")
        for told in spaces:
            space = Space.objects.create(
                telecentre=centre,
                kind=kind,
                granularity=Space.USUAL_GRANULARITY[kind],
                name=told["name"],
                capacity=told["capacity"],
                description=told["description"],
            )
            space.equipment.set([equipment[slug] for slug in told["equipment"]])


def _load_hours(centre: Telecentre, detail: dict[str, Any], today: date) -> None:
    for hours in detail["hours"]:
        for weekday in hours["days"]:
            OpeningHours.objects.create(
                telecentre=centre,
                weekday=weekday,
                opens=time.fromisoformat(hours["opens"]),
                closes=time.fromisoformat(hours["closes"]),
                access=hours["access"],
            )
    for special in detail.get("exceptional", ()):
        ExceptionalHours.objects.create(
            telecentre=centre,
            day=today + timedelta(days=special["in_days"]),
            opens=time.fromisoformat(special["opens"]) if "opens" in special else None,
            closes=time.fromisoformat(special["closes"]) if "closes" in special else None,
            reason=special["reason"],
        )
    if closure := detail.get("closure"):
        first = today + timedelta(days=closure["in_days"])
        services.close(
            centre,
            starts_at=datetime.combine(first, time(), tzinfo=PARIS),
            ends_at=datetime.combine(first + timedelta(days=closure["days"]), time(), tzinfo=PARIS),
            reason=closure["reason"],
            message=closure["message"],
        )
