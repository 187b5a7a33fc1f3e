"""Desks that one person has to themselves, but for the days they give back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from club.bookings.models.bookings import Booking
from club.telecentres.models import Space


class AssignedDesk(models.Model):
    """A desk kept for its holder every open day; its days are booked as they come in sight."""

    space = models.ForeignKey(
        Space, on_delete=models.PROTECT, related_name="assignments", verbose_name="poste"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="assigned_desks",
        verbose_name="titulaire",
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="attribué par",
    )
    first_on = models.DateField("du")
    last_on = models.DateField("au", null=True, blank=True)
    # Digits, 0 for Monday: given back every week.
    free_weekdays = models.CharField("jours rendus chaque semaine", max_length=7, blank=True)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("attribué le", auto_now_add=True)

    class Meta:
        verbose_name = "poste attribué"
        verbose_name_plural = "postes attribués"
        ordering = ("space", "first_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="assigneddesk_days_in_order",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.UniqueConstraint(
                fields=("space",),
                condition=Q(last_on__isnull=True),
                name="assigneddesk_one_holder",
                violation_error_message="Ce poste est déjà attribué.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} – {self.user}"


class AssignedDay(models.Model):
    """A day for which an assigned desk is held."""

    assignment = models.ForeignKey(
        AssignedDesk, on_delete=models.CASCADE, related_name="days", db_index=False
    )
    day = models.DateField("jour")
    booking = models.OneToOneField(
        Booking, on_delete=models.CASCADE, related_name="assigned_day", verbose_name="réservation"
    )

    class Meta:
        verbose_name = "jour d’un poste attribué"
        verbose_name_plural = "jours des postes attribués"
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                fields=("assignment", "day"),
                name="assignedday_once",
                violation_error_message="Ce jour est déjà gardé.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.day:%Y-%m-%d}"


class FreedDays(models.Model):
    """Days that the holder of an assigned desk gives back: one, or several in a row."""

    assignment = models.ForeignKey(
        AssignedDesk, on_delete=models.CASCADE, related_name="freed", verbose_name="poste attribué"
    )
    first_on = models.DateField("du")
    last_on = models.DateField("au")
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("rendus le", auto_now_add=True)

    class Meta:
        verbose_name = "jours rendus"
        verbose_name_plural = "jours rendus"
        ordering = ("first_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="freeddays_in_order",
                violation_error_message="La fin doit suivre le début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_on:%d/%m/%Y} – {self.last_on:%d/%m/%Y}"
