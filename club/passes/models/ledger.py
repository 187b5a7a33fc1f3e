"""Units that were given, and each line of what became of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from club.passes.models.passes import Pass
from club.passes.models.plans import Unit
from club.passes.querysets import EntryQuerySet, GrantQuerySet
from club.telecentres.models import Telecentre

MAX_COMMENT = 200


class Grant(models.Model):
    """Units of one kind to use from a day to another; `left` is what its ledger sums up to."""

    class Origin(models.TextChoices):
        MONTH = "month", "contenu du mois"
        TRIAL = "trial", "journée d’essai"
        GIFT = "gift", "unités offertes"
        CORRECTION = "correction", "correction"
        CLOSURE = "closure", "fermeture d’un télécentre"

    of_pass = models.ForeignKey(
        Pass, on_delete=models.PROTECT, related_name="grants", verbose_name="pass"
    )
    unit = models.CharField("unité", max_length=10, choices=Unit)
    units = models.PositiveSmallIntegerField("données")
    left = models.SmallIntegerField("restantes", default=0)
    origin = models.CharField("motif", max_length=10, choices=Origin)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    key = models.CharField(max_length=100, unique=True, editable=False)
    created_at = models.DateTimeField("données le", auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "unités données"
        verbose_name_plural = "unités données"
        ordering = ("ends_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(left__gte=0, left__lte=F("units")),
                name="grant_left_within_given",
                violation_error_message="Il ne peut rester moins de zéro, ni plus que donné.",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=("HALF_DAY", "ROOM_HOUR", "TRAINING")),
                name="grant_unit_known",
                violation_error_message="Cette unité n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
        )
        indexes = (
            models.Index(fields=("ends_on",), name="grant_to_expire", condition=Q(left__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.of_pass}\u202f: {self.units} × {self.get_unit_display()}"


class Entry(models.Model):
    """One line of the ledger: written once. The database refuses to change or delete it.

    `grant` is the one whose units went or came; a line without one counts half-days that no unit
    covered, priced at the end of the month. Refunds keep the day of what they give back, so that
    a month sums up to what was really used.
    """

    class Kind(models.TextChoices):
        CREDIT = "credit", "unités données"
        DEBIT = "debit", "utilisation"
        REFUND = "refund", "unités rendues"
        CORRECTION = "correction", "correction"
        EXPIRY = "expiry", "unités périmées"

    USES = (Kind.DEBIT, Kind.REFUND)

    of_pass = models.ForeignKey(
        Pass, on_delete=models.PROTECT, related_name="entries", verbose_name="pass"
    )
    grant = models.ForeignKey(
        Grant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="prises sur",
    )
    kind = models.CharField("fait", max_length=10, choices=Kind)
    unit = models.CharField("unité", max_length=10, choices=Unit)
    units = models.SmallIntegerField("unités", help_text="Négatif\u202f: ce qui est parti.")
    on = models.DateField("jour")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pass_entries",
        verbose_name="personne",
        db_index=False,  # an index below begins with it
    )
    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="télécentre",
        db_index=False,  # an index below begins with it
    )
    home = models.ForeignKey(
        Telecentre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="télécentre d’attache",
        help_text="Celui de la personne, ce jour-là.",
    )
    # What asked for it (« booking:7KQ2M9XTCP:0 »), and what its holder reads of it.
    source = models.CharField(max_length=80, blank=True, db_index=True, editable=False)
    reference = models.CharField("numéro de réservation", max_length=20, blank=True)
    key = models.CharField(max_length=120, unique=True, editable=False)
    comment = models.CharField("commentaire", max_length=MAX_COMMENT, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    at = models.DateTimeField("écrit le", default=timezone.now, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du registre"
        verbose_name_plural = "registre des unités"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("credit", "refund"), units__gt=0)
                | Q(kind__in=("debit", "expiry"), units__lt=0)
                | (Q(kind="correction") & ~Q(units=0)),
                name="passentry_sign",
                violation_error_message="Ce nombre d’unités ne va pas avec ce fait.",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=("HALF_DAY", "ROOM_HOUR", "TRAINING")),
                name="passentry_unit_known",
                violation_error_message="Cette unité n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(grant__isnull=False) | Q(kind__in=("debit", "refund"), unit="HALF_DAY"),
                name="passentry_priced_half_days",
                violation_error_message="Seules des demi-journées se paient sans unité.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("debit", "refund"))
                | (Q(telecentre__isnull=False) & ~Q(source="")),
                name="passentry_used_somewhere",
                violation_error_message="Une utilisation a lieu dans un télécentre.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | ~Q(comment=""),
                name="passentry_correction_explained",
                violation_error_message="Une correction s’explique\u202f: son titulaire la lira.",
            ),
        )
        indexes = (
            models.Index(fields=("user", "on"), name="passentry_of_user"),
            models.Index(fields=("telecentre", "on"), name="passentry_of_centre"),
        )

    def __str__(self) -> str:
        return f"{self.of_pass} – {self.get_kind_display()} {self.units:+d}"

    @property
    def size(self) -> int:
        """How many units, without the sign."""
        return abs(self.units)
