"""Plans: what is included each month and what the rest costs. All of it is data.

Two rows that say the same thing (the price of a week, the half-days of a month) are never in force
on the same day: `club.passes.guards` has the database refuse it.
"""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from club.passes.querysets import InForceQuerySet


class Unit(models.TextChoices):
    """What a pass counts. The first letters differ: the guard on validity compares them."""

    HALF_DAY = "HALF_DAY", "demi-journée"
    ROOM_HOUR = "ROOM_HOUR", "heure de salle"
    TRAINING = "TRAINING", "formation"


class PassPlan(models.Model):
    """One of the passes that the network offers."""

    slug = models.SlugField("identifiant", unique=True)
    name = models.CharField("nom", max_length=60, unique=True)
    summary = models.CharField("en une phrase", max_length=200)
    terms = models.TextField("conditions", blank=True)
    is_usual = models.BooleanField(
        "pass de ceux qui n’en ont pas d’autre",
        default=False,
        help_text="Ses prix s’appliquent à tout adhérent qui réserve sans pass.",
    )
    is_for_teams = models.BooleanField("pour une équipe", default=False)
    is_offered = models.BooleanField("proposé", default=True)
    months_count = models.PositiveSmallIntegerField(
        "durée en mois", null=True, blank=True, help_text="Vide\u202f: sans fin."
    )
    refund_notice_hours = models.PositiveSmallIntegerField(
        "délai d’annulation en heures",
        default=24,
        help_text="Annulée avant ce délai, une réservation rend ses unités.",
    )
    order = models.PositiveSmallIntegerField("rang", default=100)

    class Meta:
        verbose_name = "formule de pass"
        verbose_name_plural = "formules de pass"
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("is_usual",),
                condition=Q(is_usual=True),
                name="passplan_one_usual",
                violation_error_message="Une autre formule est déjà celle de tous.",
            ),
            models.CheckConstraint(
                condition=Q(is_usual=False) | Q(is_for_teams=False, months_count__isnull=True),
                name="passplan_usual_for_all",
                violation_error_message="La formule de tous est pour une personne, et sans fin.",
            ),
            models.CheckConstraint(
                condition=Q(months_count__isnull=True) | Q(months_count__gte=1),
                name="passplan_lasts",
                violation_error_message="Un pass dure au moins un mois.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Entitlement(models.Model):
    """How many units of a kind a plan gives each month, for a time."""

    plan = models.ForeignKey(
        PassPlan, on_delete=models.CASCADE, related_name="entitlements", verbose_name="formule"
    )
    unit = models.CharField("unité", max_length=10, choices=Unit)
    per_month = models.PositiveSmallIntegerField("par mois", validators=(MinValueValidator(1),))
    starts_on = models.DateField("du")
    ends_on = models.DateField(
        "au", null=True, blank=True, help_text="Vide\u202f: jusqu’à nouvel ordre."
    )

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = "contenu d’une formule"
        verbose_name_plural = "contenus des formules"
        ordering = ("plan", "unit", "starts_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__in=("HALF_DAY", "ROOM_HOUR", "TRAINING")),
                name="entitlement_unit_known",
                violation_error_message="Cette unité n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(per_month__gte=1),
                name="entitlement_gives_something",
                violation_error_message="Une formule donne au moins une unité par mois.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="entitlement_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}\u202f: {self.per_month} × {self.get_unit_display()}"


class Price(models.Model):
    """What a formula costs with a plan, for a time. Euros, all taxes included."""

    class Formula(models.TextChoices):
        # The first letters differ: the guard on validity compares them.
        HALF_DAY = "HALF_DAY", "la demi-journée"
        DAY = "DAY", "la journée"
        WEEK = "WEEK", "la semaine"
        MONTH = "MONTH", "le mois"
        SUBSCRIPTION = "SUBSCRIPTION", "l’abonnement du mois"

    plan = models.ForeignKey(
        PassPlan, on_delete=models.CASCADE, related_name="prices", verbose_name="formule"
    )
    formula = models.CharField("pour", max_length=12, choices=Formula)
    amount = models.DecimalField(
        "prix en euros", max_digits=7, decimal_places=2, validators=(MinValueValidator(0),)
    )
    weekly_half_days = models.PositiveSmallIntegerField(
        "demi-journées par semaine",
        null=True,
        blank=True,
        help_text="Ce que «\u202fle mois\u202f» couvre chaque semaine\u202f; vide\u202f: tout.",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField(
        "au", null=True, blank=True, help_text="Vide\u202f: jusqu’à nouvel ordre."
    )

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = "prix"
        verbose_name_plural = "prix"
        ordering = ("plan", "formula", "starts_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(formula__in=("HALF_DAY", "DAY", "WEEK", "MONTH", "SUBSCRIPTION")),
                name="price_formula_known",
                violation_error_message="Dites ce que ce prix paie.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="price_not_negative",
                violation_error_message="Un prix n’est pas négatif.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_half_days__isnull=True)
                | Q(formula="MONTH", weekly_half_days__gte=1),
                name="price_weekly_limit_of_month",
                violation_error_message="Seul «\u202fle mois\u202f» a une limite par semaine.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="price_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}\u202f: {self.get_formula_display()}"
