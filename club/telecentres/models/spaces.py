"""What a télécentre holds: desks, rooms, their equipment, photographs and broadband."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from club.telecentres.models.places import Equipment, Telecentre
from club.telecentres.photos import reencoded
from club.telecentres.querysets import SpaceQuerySet


class Space(models.Model):
    """A desk, an office, a room… of a télécentre: what one books."""

    class Kind(models.TextChoices):
        DESK = "DESK", "Poste de travail"
        OFFICE = "OFFICE", "Bureau fermé"
        MEETING_ROOM = "MEETING_ROOM", "Salle de réunion"
        VIDEO_ROOM = "VIDEO_ROOM", "Point visioconférence"
        TELEMEDICINE = "TELEMEDICINE", "Point de télémédecine"
        BRIDGING_HOUSING = "BRIDGING_HOUSING", "Logement-passerelle"

    class Granularity(models.TextChoices):
        HALF_DAY = "HALF_DAY", "à la demi-journée"
        HALF_HOUR = "HALF_HOUR", "par 30 minutes"
        NIGHT = "NIGHT", "à la nuit"

    # Desks and closed offices are the network's « positions » (PRODUCT C4).
    POSITION_KINDS = (Kind.DESK, Kind.OFFICE)
    USUAL_GRANULARITY = {
        Kind.DESK: Granularity.HALF_DAY,
        Kind.OFFICE: Granularity.HALF_DAY,
        Kind.MEETING_ROOM: Granularity.HALF_HOUR,
        Kind.VIDEO_ROOM: Granularity.HALF_HOUR,
        Kind.TELEMEDICINE: Granularity.HALF_HOUR,
        Kind.BRIDGING_HOUSING: Granularity.NIGHT,
    }

    telecentre = models.ForeignKey(
        Telecentre, on_delete=models.PROTECT, related_name="spaces", verbose_name="télécentre"
    )
    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    name = models.CharField("nom", max_length=80)
    capacity = models.PositiveSmallIntegerField(
        "places", default=1, validators=(MinValueValidator(1),)
    )
    granularity = models.CharField("se réserve", max_length=10, choices=Granularity.choices)
    description = models.TextField("description", blank=True)
    equipment = models.ManyToManyField(
        Equipment, blank=True, related_name="spaces", verbose_name="équipements"
    )
    is_active = models.BooleanField("en service", default=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "espace"
        verbose_name_plural = "espaces"
        ordering = ("telecentre", "kind", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("telecentre", "name"),
                name="space_name_once_a_centre",
                violation_error_message="Ce télécentre a déjà un espace de ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="space_capacity_positive",
                violation_error_message="Un espace compte au moins une place.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} – {self.telecentre}"


class SpacePhoto(models.Model):
    """A photograph of a space, re-encoded when it arrives."""

    space = models.ForeignKey(
        Space, on_delete=models.CASCADE, related_name="photos", verbose_name="espace"
    )
    image = models.ImageField(
        "photographie",
        upload_to="spaces/%Y/",
        width_field="width",
        height_field="height",
        help_text="JPEG, PNG ou WebP ; 25 millions de points au plus.",
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        "description",
        max_length=200,
        help_text="Ce que l’on voit, pour qui ne voit pas l’image.",
    )

    class Meta:
        verbose_name = "photographie d’un espace"
        verbose_name_plural = "photographies des espaces"
        ordering = ("space", "pk")

    def __str__(self) -> str:
        return self.alt

    def clean(self) -> None:
        if self.image and not getattr(self.image, "_committed", True):
            self.image = reencoded(self.image.file, name=self.image.name or "photo")


class BroadbandMeasure(models.Model):
    """Broadband measured on a given day, for a whole centre or for one of its spaces."""

    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.CASCADE,
        related_name="broadband_measures",
        verbose_name="télécentre",
    )
    space = models.ForeignKey(
        Space,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="broadband_measures",
        verbose_name="espace",
        help_text="Vide : mesure valable pour tout le télécentre.",
    )
    technology = models.CharField("technologie", max_length=40)
    down_mbps = models.DecimalField(
        "débit descendant (Mbit/s)",
        max_digits=7,
        decimal_places=1,
        validators=(MinValueValidator(0),),
    )
    up_mbps = models.DecimalField(
        "débit montant (Mbit/s)", max_digits=7, decimal_places=1, validators=(MinValueValidator(0),)
    )
    measured_on = models.DateField("mesuré le")

    class Meta:
        verbose_name = "mesure de débit"
        verbose_name_plural = "mesures de débit"
        ordering = ("-measured_on", "-pk")

    def __str__(self) -> str:
        return f"{self.telecentre} : {self.down_mbps} / {self.up_mbps} Mbit/s"
