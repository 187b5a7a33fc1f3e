"""Secret addresses at which a calendar program reads bookings."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from club.telecentres.models import Space, Telecentre


def draw_token() -> str:
    """256 bits: an address that nobody guesses."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """What one person reads in their calendar: their bookings, those of a centre or of a space."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_feeds",
        verbose_name="compte",
    )
    telecentre = models.ForeignKey(
        Telecentre, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    space = models.ForeignKey(
        Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    token = models.CharField(max_length=64, unique=True, default=draw_token, editable=False)
    created_at = models.DateTimeField("ouvert le", auto_now_add=True)
    renewed_at = models.DateTimeField("renouvelé le", null=True, blank=True)

    class Meta:
        verbose_name = "calendrier à lire ailleurs"
        verbose_name_plural = "calendriers à lire ailleurs"
        constraints = (
            models.CheckConstraint(
                condition=Q(telecentre__isnull=True) | Q(space__isnull=True),
                name="calendarfeed_one_subject",
                violation_error_message="Un calendrier est celui d’un télécentre ou d’un espace.",
            ),
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(telecentre__isnull=True, space__isnull=True),
                name="calendarfeed_own_once",
                violation_error_message="Ce calendrier existe déjà.",
            ),
            models.UniqueConstraint(
                fields=("user", "telecentre"),
                name="calendarfeed_telecentre_once",
                violation_error_message="Ce calendrier existe déjà.",
            ),
            models.UniqueConstraint(
                fields=("user", "space"),
                name="calendarfeed_space_once",
                violation_error_message="Ce calendrier existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space or self.telecentre or 'Mes réservations'} – {self.user}"
