"""Places for tests, as small as the rules allow."""

from datetime import date, time
from decimal import Decimal

import factory

from club.telecentres.models import (
    BroadbandMeasure,
    Closure,
    Commune,
    Equipment,
    Objective,
    OpeningHours,
    Space,
    Telecentre,
)
from club.telecentres.text import fold


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commune

    insee = factory.Sequence(lambda n: f"15{n % 1000:03d}")
    name = factory.Sequence(lambda n: f"Commune {n}")
    search_name = factory.LazyAttribute(lambda commune: fold(commune.name))
    postcodes = "15000"
    departement = "15"
    population = 500
    latitude = 45.0
    longitude = 2.6


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    number = factory.Sequence(lambda n: n + 1)
    slug = factory.LazyAttribute(lambda objective: f"objectif-{objective.number}")
    name = factory.LazyAttribute(lambda objective: f"Objectif {objective.number}")
    short_name = factory.LazyAttribute(lambda objective: f"O{objective.number}")
    summary = "Un résumé."
    figure = Objective.Figure.POSITIONS
    figure_label = "positions de travail"


class EquipmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Equipment

    slug = factory.Sequence(lambda n: f"equipement-{n}")
    name = factory.Sequence(lambda n: f"Équipement {n}")


class TelecentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Telecentre

    slug = factory.Sequence(lambda n: f"lieu-{n}")
    name = factory.Sequence(lambda n: f"Télécentre du Lieu {n}")
    short_name = factory.Sequence(lambda n: f"Lieu {n}")
    commune = factory.SubFactory(CommuneFactory)
    address = "1 place de la Mairie"
    postcode = "15000"
    # A spiral around Murat: no two centres in one place, no three in a line.
    latitude = factory.Sequence(lambda n: 45.11 + 0.02 * (n % 13) * (1 if n % 2 else -1))
    longitude = factory.Sequence(lambda n: 2.87 - 0.03 * (n % 17))
    host = "Mairie"
    speciality = "Traduction"


class SpaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Space

    telecentre = factory.SubFactory(TelecentreFactory)
    kind = Space.Kind.DESK
    name = factory.Sequence(lambda n: f"Poste {n}")
    granularity = factory.LazyAttribute(lambda space: Space.USUAL_GRANULARITY[space.kind])


class OpeningHoursFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningHours

    telecentre = factory.SubFactory(TelecentreFactory)
    weekday = 0
    opens = time(9)
    closes = time(18)


class ClosureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Closure

    telecentre = factory.SubFactory(TelecentreFactory)
    reason = "Travaux"


class BroadbandMeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BroadbandMeasure

    telecentre = factory.SubFactory(TelecentreFactory)
    technology = "Fibre"
    down_mbps = Decimal("500.0")
    up_mbps = Decimal("200.0")
    measured_on = date(2026, 10, 6)
