"""Who came: one line for each half-day of a booking. And what is scanned or typed to say so."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from club.bookings.models.bookings import Booking
from club.telecentres.models import Space


class Half(models.TextChoices):
    MORNING = "morning", "matin"
    AFTERNOON = "afternoon", "après-midi"


def draw_desk_token() -> str:
    """128 bits: nobody makes the code of a desk without having seen it."""
    return secrets.token_urlsafe(16)


class DeskCode(models.Model):
    """What the QR code on a desk says: nothing but a number that leads to it."""

    space = models.OneToOneField(
        Space, on_delete=models.CASCADE, related_name="desk_code", verbose_name="espace"
    )
    token = models.CharField(max_length=40, unique=True, default=draw_desk_token, editable=False)
    renewed_at = models.DateTimeField("renouvelé le", null=True, blank=True)

    class Meta:
        verbose_name = "code d’un poste"
        verbose_name_plural = "codes des postes"

    def __str__(self) -> str:
        return str(self.space)


class CodeGuess(models.Model):
    """A wrong code of the day: a few are forgiven, no more. Forgotten the next day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "code du jour manqué"
        verbose_name_plural = "codes du jour manqués"
        indexes = (models.Index(fields=("user", "at"), name="codeguess_of_user"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"


class Attendance(models.Model):
    """What is known of one half-day of one booking."""

    class State(models.TextChoices):
        ASKED = "asked", "attendue"
        COMING = "coming", "arrive"
        PRESENT = "present", "venue"
        RELEASED = "released", "place rendue"
        ABSENT = "absent", "pas venue"

    class Method(models.TextChoices):
        QR = "qr", "code du poste"
        CODE = "code", "code du jour"
        SHEET = "sheet", "feuille du jour"
        LINK = "link", "courriel"
        WALK_IN = "walk_in", "sans réservation"
        JOB = "job", "d’office"

    booking = models.ForeignKey(
        Booking,
        on_delete=models.CASCADE,
        related_name="attendances",
        verbose_name="réservation",
        db_index=False,  # the constraint below begins with it
    )
    day = models.DateField("jour")
    half = models.CharField("demi-journée", max_length=9, choices=Half)
    state = models.CharField("état", max_length=8, choices=State)
    method = models.CharField("par", max_length=7, choices=Method)
    at = models.DateTimeField("noté le")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="noté par",
    )

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ("-day", "booking")
        constraints = (
            models.UniqueConstraint(
                fields=("booking", "day", "half"),
                name="attendance_once",
                violation_error_message="Cette présence est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(half__in=("morning", "afternoon")),
                name="attendance_half_known",
                violation_error_message="Une présence est d’un matin ou d’un après-midi.",
            ),
        )
        indexes = (models.Index(fields=("day", "state"), name="attendance_of_day"),)

    def __str__(self) -> str:
        return f"{self.booking} {self.day:%Y-%m-%d} {self.half}"
