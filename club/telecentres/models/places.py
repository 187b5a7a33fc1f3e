"""Communes, the programme's objectives, télécentres and the roads between them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from club.telecentres.querysets import CommuneQuerySet, TelecentreQuerySet

LATITUDE = (MinValueValidator(-90), MaxValueValidator(90))
LONGITUDE = (MinValueValidator(-180), MaxValueValidator(180))


class Commune(models.Model):
    """A commune of the Cantal or of its surroundings, at the centre of its territory."""

    insee = models.CharField("code INSEE", max_length=5, unique=True)
    name = models.CharField("nom", max_length=80)
    search_name = models.CharField("nom normalisé", max_length=80, db_index=True, editable=False)
    postcodes = models.CharField("codes postaux", max_length=120)
    departement = models.CharField("département", max_length=3)
    population = models.PositiveIntegerField("habitants")
    latitude = models.FloatField("latitude", validators=LATITUDE, help_text="En degrés (WGS 84).")
    longitude = models.FloatField(
        "longitude", validators=LONGITUDE, help_text="En degrés (WGS 84)."
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ("search_name",)

    def __str__(self) -> str:
        return f"{self.name} ({self.departement})"


class Objective(models.Model):
    """One of the programme's four strategic objectives, with the figure that shows it."""

    class Figure(models.TextChoices):
        POSITIONS = "positions", "positions de travail"
        TELECENTRES = "telecentres", "télécentres"
        MEETING_ROOMS = "meeting_rooms", "salles de réunion"
        VIDEO_ROOMS = "video_rooms", "points visioconférence"
        TELEMEDICINE_POINTS = "telemedicine_points", "points de télémédecine"
        BRIDGING_HOUSINGS = "bridging_housings", "logements-passerelles"
        COMMUNES_WITHIN_30_MINUTES = (
            "communes_within_30_minutes",
            "communes du Cantal à moins de 30 minutes d’un télécentre",
        )

    number = models.PositiveSmallIntegerField("numéro", unique=True)
    slug = models.SlugField("identifiant", unique=True)
    name = models.CharField("nom", max_length=120)
    short_name = models.CharField("nom court", max_length=40)
    summary = models.TextField("résumé")
    figure = models.CharField("chiffre montré", max_length=40, choices=Figure.choices)
    figure_label = models.CharField("légende du chiffre", max_length=80)

    class Meta:
        verbose_name = "objectif stratégique"
        verbose_name_plural = "objectifs stratégiques"
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Equipment(models.Model):
    """Something a centre or a space is equipped with: a filter of the list and of the search."""

    slug = models.SlugField("identifiant", unique=True)
    name = models.CharField("nom", max_length=60, unique=True)

    class Meta:
        verbose_name = "équipement"
        verbose_name_plural = "équipements"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Telecentre(ClusterableModel):
    """One télécentre, lodged in a host whose opening hours are its own."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    name = models.CharField("nom", max_length=120, unique=True)
    short_name = models.CharField(
        "nom court", max_length=40, help_text="Celui de la carte : « Murat »."
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, verbose_name="commune", related_name="telecentres"
    )
    address = models.CharField("adresse", max_length=160)
    postcode = models.CharField("code postal", max_length=5)
    latitude = models.FloatField("latitude", validators=LATITUDE, help_text="En degrés (WGS 84).")
    longitude = models.FloatField(
        "longitude", validators=LONGITUDE, help_text="En degrés (WGS 84)."
    )
    host = models.CharField(
        "hébergé par", max_length=120, help_text="La médiathèque, la maison des services…"
    )
    speciality = models.CharField("spécialité", max_length=120)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    evening_note = models.TextField(
        "accès en soirée",
        blank=True,
        help_text="Comment obtenir le code. Le code lui-même ne s’écrit jamais ici.",
    )
    accessibility = models.TextField("accès des personnes handicapées", blank=True)
    parking = models.TextField("stationnement", blank=True)
    public_transport = models.TextField("transports en commun", blank=True)
    opened_on = models.DateField("ouvert depuis le", null=True, blank=True)
    closed_on_public_holidays = models.BooleanField("fermé les jours fériés", default=True)
    is_active = models.BooleanField("en service", default=True)
    equipment = ParentalManyToManyField(
        Equipment,
        blank=True,
        verbose_name="équipements communs",
        related_name="telecentres",
        help_text="Ce que tous partagent : l’imprimante, la cuisine…",
    )
    objectives = ParentalManyToManyField(
        Objective, blank=True, verbose_name="objectifs", related_name="telecentres"
    )

    objects = TelecentreQuerySet.as_manager()

    class Meta:
        verbose_name = "télécentre"
        verbose_name_plural = "télécentres"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TelecentreManager(models.Model):
    """An animateur of a télécentre, with the number at which visitors may call them."""

    telecentre = ParentalKey(Telecentre, on_delete=models.CASCADE, related_name="managers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        verbose_name="animateur",
        related_name="managed_telecentres",
    )
    public_phone = models.CharField("téléphone public", max_length=20, blank=True)

    class Meta:
        verbose_name = "animateur"
        verbose_name_plural = "animateurs"
        constraints = (
            models.UniqueConstraint(
                fields=("telecentre", "user"),
                name="telecentremanager_once",
                violation_error_message="Cette personne anime déjà ce télécentre.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.telecentre}"


class RoadTime(models.Model):
    """A measured road time between two télécentres, used instead of the estimate."""

    origin = models.ForeignKey(
        Telecentre, on_delete=models.CASCADE, related_name="+", verbose_name="de"
    )
    destination = models.ForeignKey(
        Telecentre, on_delete=models.CASCADE, related_name="+", verbose_name="à"
    )
    minutes = models.PositiveSmallIntegerField(
        "minutes par la route", validators=(MinValueValidator(1), MaxValueValidator(600))
    )

    class Meta:
        verbose_name = "temps de route corrigé"
        verbose_name_plural = "temps de route corrigés"
        constraints = (
            models.UniqueConstraint(
                models.functions.Least("origin", "destination"),
                models.functions.Greatest("origin", "destination"),
                name="roadtime_pair_once",
                violation_error_message="Ce trajet a déjà un temps corrigé.",
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")),
                name="roadtime_two_places",
                violation_error_message="Choisissez deux télécentres différents.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.origin} – {self.destination} : {self.minutes} min"
