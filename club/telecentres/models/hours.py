"""When a télécentre is open: the host's week, evenings by code, exceptions, closures."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey

from club.telecentres.models.places import Telecentre


class Weekday(models.IntegerChoices):
    """Days as Python counts them: Monday is 0."""

    MONDAY = 0, "lundi"
    TUESDAY = 1, "mardi"
    WEDNESDAY = 2, "mercredi"
    THURSDAY = 3, "jeudi"
    FRIDAY = 4, "vendredi"
    SATURDAY = 5, "samedi"
    SUNDAY = 6, "dimanche"


class OpeningHours(models.Model):
    """One range of one weekday, in local time (Europe/Paris). A day may hold several."""

    class Access(models.TextChoices):
        HOST = "HOST", "ouvert à tous"
        CODE = "CODE", "avec le code"

    telecentre = ParentalKey(Telecentre, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday.choices)
    opens = models.TimeField("ouvre à")
    closes = models.TimeField("ferme à")
    access = models.CharField("accès", max_length=4, choices=Access.choices, default=Access.HOST)

    class Meta:
        verbose_name = "plage d’ouverture"
        verbose_name_plural = "horaires de la semaine"
        ordering = ("weekday", "opens")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="openinghours_closes_after_opens",
                violation_error_message="L’heure de fermeture doit suivre l’heure d’ouverture.",
            ),
            models.UniqueConstraint(
                fields=("telecentre", "weekday", "opens"),
                name="openinghours_start_once",
                violation_error_message="Une plage commence déjà à cette heure ce jour-là.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ExceptionalHours(models.Model):
    """A date that departs from the week: closed when the times are empty, these hours otherwise.

    Several rows of one date are its several ranges; one empty row closes the date.
    """

    telecentre = ParentalKey(Telecentre, on_delete=models.CASCADE, related_name="exceptional_hours")
    day = models.DateField("date")
    opens = models.TimeField("ouvre à", null=True, blank=True)
    closes = models.TimeField("ferme à", null=True, blank=True)
    reason = models.CharField("raison", max_length=120)

    class Meta:
        verbose_name = "jour exceptionnel"
        verbose_name_plural = "jours exceptionnels"
        ordering = ("day", "opens")
        constraints = (
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, closes__gt=F("opens")),
                name="exceptionalhours_range_or_closed",
                violation_error_message=(
                    "Donnez les deux heures, la fermeture après l’ouverture, "
                    "ou aucune pour fermer ce jour-là."
                ),
            ),
            models.UniqueConstraint(
                fields=("telecentre", "day", "opens"),
                name="exceptionalhours_start_once",
                violation_error_message="Cette date a déjà une plage qui commence à cette heure.",
            ),
            models.UniqueConstraint(
                fields=("telecentre", "day"),
                condition=Q(opens__isnull=True),
                name="exceptionalhours_closed_once",
                violation_error_message="Cette date est déjà fermée.",
            ),
        )

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens and self.closes else "fermé"
        return f"{self.day:%d/%m/%Y} {hours}"


class Closure(models.Model):
    """A fact: the centre is shut between two instants, whatever its hours say."""

    telecentre = models.ForeignKey(
        Telecentre, on_delete=models.PROTECT, related_name="closures", verbose_name="télécentre"
    )
    starts_at = models.DateTimeField("du")
    ends_at = models.DateTimeField("au")
    reason = models.CharField("raison", max_length=120)
    message = models.TextField(
        "message aux visiteurs", blank=True, help_text="Montré sur la page du télécentre."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "fermeture"
        verbose_name_plural = "fermetures"
        ordering = ("-starts_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_start",
                violation_error_message="La fin de la fermeture doit suivre son début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.telecentre} : {self.reason}"
