"""Notices shown to visitors for a time, on the whole site or on one centre's page."""

from django.db import models
from django.db.models import F, Q

from club.telecentres.models.places import Telecentre


class Notice(models.Model):
    """A short message that goes by itself when its end comes."""

    class Severity(models.TextChoices):
        INFO = "INFO", "Information"
        WARNING = "WARNING", "Attention"
        ALERT = "ALERT", "Alerte"

    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name="télécentre",
        help_text="Vide : l’avis paraît sur tout le site.",
    )
    severity = models.CharField(
        "gravité", max_length=7, choices=Severity.choices, default=Severity.INFO
    )
    text = models.CharField("message", max_length=300)
    link = models.URLField("adresse pour en savoir plus", blank=True)
    starts_at = models.DateTimeField("paraît le")
    ends_at = models.DateTimeField("disparaît le")

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("-starts_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="notice_ends_after_start",
                violation_error_message="La fin de l’avis doit suivre son début.",
            ),
        )

    def __str__(self) -> str:
        return self.text
