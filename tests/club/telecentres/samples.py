"""Rows of this app for `tests/access_world.py`: two centres, and a row of each model."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from club.telecentres.models import (
    BroadbandMeasure,
    Closure,
    Commune,
    Equipment,
    Notice,
    Objective,
    RoadTime,
    SharedService,
    Space,
    SpacePhoto,
    Telecentre,
    TelecentreManager,
)
from club.users.models import User


def make_places(animateur: User, other: User) -> list[tuple[str, int]]:
    """Two centres, of which the animateur runs the second; each model's row in the first."""
    commune = Commune.objects.create(
        insee="15138",
        name="Murat",
        search_name="murat",
        postcodes="15300",
        departement="15",
        population=1800,
        latitude=45.11,
        longitude=2.87,
    )
    theirs, mine = (
        Telecentre.objects.create(
            slug=slug,
            name=f"Télécentre de {slug.title()}",
            short_name=slug.title(),
            commune=commune,
            address="Place de la mairie",
            postcode="15300",
            latitude=45.11,
            longitude=2.87,
            host="Médiathèque",
            speciality="L’accueil",
        )
        for slug in ("murat", "mauriac")
    )
    TelecentreManager.objects.create(telecentre=mine, user=animateur)
    host = TelecentreManager.objects.create(telecentre=theirs, user=other)
    space = Space.objects.create(
        telecentre=theirs,
        kind=Space.Kind.DESK,
        name="Poste 1",
        granularity=Space.Granularity.HALF_DAY,
    )
    photo = SpacePhoto.objects.create(
        space=space, image=get_test_image_file(filename="poste.png"), alt="Un poste de travail"
    )
    now = timezone.now()
    closure = Closure.objects.create(
        telecentre=theirs, starts_at=now, ends_at=now + timedelta(days=1), reason="Travaux"
    )
    notice = Notice.objects.create(
        telecentre=theirs, text="Travaux", starts_at=now, ends_at=now + timedelta(days=1)
    )
    measure = BroadbandMeasure.objects.create(
        telecentre=theirs,
        technology="fibre",
        down_mbps=300,
        up_mbps=200,
        measured_on=date(2027, 1, 4),
    )
    objective = Objective.objects.create(
        number=1,
        slug="salaries",
        name="Télétravail salarié",
        short_name="Salariés",
        summary="Favoriser l’emploi.",
        figure=Objective.Figure.POSITIONS,
        figure_label="postes",
    )
    return [
        ("telecentre", theirs.pk),
        ("telecentremanager", host.pk),
        ("space", space.pk),
        ("spacephoto", photo.pk),
        ("closure", closure.pk),
        ("notice", notice.pk),
        ("broadbandmeasure", measure.pk),
        ("equipment", Equipment.objects.create(slug="scanner", name="Scanner").pk),
        ("sharedservice", SharedService.objects.create(slug="scan", name="Numérisation").pk),
        ("objective", objective.pk),
        ("roadtime", RoadTime.objects.create(origin=theirs, destination=mine, minutes=40).pk),
        ("commune", commune.pk),
    ]
