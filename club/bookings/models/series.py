"""Bookings that come back, and the days on which their person is away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from club.bookings.models.bookings import MAX_TITLE, Booking
from club.telecentres.models import Space


class Series(models.Model):
    """A space taken again and again by one person: « chaque mardi matin »."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "chaque semaine"
        MONTHLY_DAY = "monthly_day", "chaque mois, à la même date"
        MONTHLY_WEEKDAY = "monthly_weekday", "chaque mois, le même jour de la semaine"

    class Part(models.TextChoices):
        MORNING = "morning", "le matin"
        AFTERNOON = "afternoon", "l’après-midi"
        DAY = "day", "la journée"
        HOURS = "hours", "de telle heure à telle heure"

    space = models.ForeignKey(
        Space, on_delete=models.PROTECT, related_name="series", verbose_name="espace"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="series",
        verbose_name="pour",
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réservée par",
    )
    rhythm = models.CharField("rythme", max_length=16, choices=Rhythm, default=Rhythm.WEEKLY)
    every = models.PositiveSmallIntegerField("toutes les", default=1)
    # Digits, 0 for Monday: « 13 » is Tuesday and Thursday. Of a weekly series only.
    weekdays = models.CharField("jours de la semaine", max_length=7, blank=True)
    # What months and weeks are counted from: the first day of the series it was split from.
    anchor_on = models.DateField(editable=False)
    first_on = models.DateField("du")
    last_on = models.DateField("au")
    part = models.CharField("moment", max_length=9, choices=Part)
    opens = models.TimeField("de", null=True, blank=True)
    closes = models.TimeField("à", null=True, blank=True)
    title = models.CharField("objet", max_length=MAX_TITLE, blank=True)
    shows_title = models.BooleanField("objet montré aux autres", default=False)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("faite le", auto_now_add=True)

    class Meta:
        verbose_name = "série de réservations"
        verbose_name_plural = "séries de réservations"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on"), first_on__gte=F("anchor_on")),
                name="series_days_in_order",
                violation_error_message="La fin de la série doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=12),
                name="series_every_sane",
                violation_error_message="Une série revient toutes les 1 à 12 semaines ou mois.",
            ),
            models.CheckConstraint(
                condition=Q(part="hours", opens__isnull=False, closes__gt=F("opens"))
                | (~Q(part="hours") & Q(opens__isnull=True, closes__isnull=True)),
                name="series_hours_told",
                violation_error_message="Donnez l’heure de début, puis celle de fin.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} – {self.get_rhythm_display()}"


class SeriesDate(models.Model):
    """One day of a series: its booking, or why it has none."""

    class Skipped(models.TextChoices):
        HOLIDAY = "holiday", "jour férié"
        CLOSURE = "closure", "fermeture du télécentre"
        CLOSED = "closed", "télécentre fermé à ces heures"
        LEAVE = "leave", "votre absence"
        TAKEN = "taken", "place déjà prise"
        ELSEWHERE = "elsewhere", "vous avez déjà une réservation"
        MEMBERSHIP = "membership", "après la fin de votre adhésion"
        RULES = "rules", "hors des règles de l’espace"
        PAST = "past", "déjà passé"
        LATER = "later", "à venir\u202f: réservé dès que l’espace s’ouvre à ces dates"
        REMOVED = "removed", "retiré de la série"

    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, related_name="dates", verbose_name="série", db_index=False
    )
    day = models.DateField("jour")
    booking = models.OneToOneField(
        Booking,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="series_date",
        verbose_name="réservation",
    )
    skipped = models.CharField("écarté", max_length=10, choices=Skipped, blank=True)
    # The name of the holiday, the reason of the closure…
    note = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "date d’une série"
        verbose_name_plural = "dates des séries"
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                fields=("series", "day"),
                name="seriesdate_once",
                violation_error_message="Cette date est déjà dans la série.",
            ),
        )
        indexes = (
            models.Index(fields=("day",), name="seriesdate_awaited", condition=Q(skipped="later")),
        )

    def __str__(self) -> str:
        return f"{self.series_id} {self.day:%Y-%m-%d}"

    @property
    def is_booked(self) -> bool:
        return self.booking is not None and self.booking.is_standing

    @property
    def why_skipped(self) -> str:
        """In French; empty for a day that is booked. One cancelled elsewhere counts as removed."""
        if self.is_booked:
            return ""
        label = self.Skipped(self.skipped or self.Skipped.REMOVED).label
        return f"{label}\u202f: {self.note}" if self.note else str(label)


class Leave(models.Model):
    """Days on which someone does not come: their series pass over them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="leaves",
        verbose_name="compte",
    )
    first_on = models.DateField("du")
    last_on = models.DateField("au")
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("notée le", auto_now_add=True)

    class Meta:
        verbose_name = "absence"
        verbose_name_plural = "absences"
        ordering = ("first_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="leave_days_in_order",
                violation_error_message="La fin de l’absence doit suivre son début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}\u202f: {self.first_on:%d/%m/%Y} – {self.last_on:%d/%m/%Y}"
