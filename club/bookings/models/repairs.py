"""What a closure did to a booking, so that its person is told once and may be placed elsewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from club.bookings.models.bookings import Booking
from club.telecentres.models import Closure, Space


class ClosureRepair(models.Model):
    """One booking that a closure displaced or cut short, as it stood before."""

    class Outcome(models.TextChoices):
        CANCELLED = "cancelled", "annulée"
        SHORTENED = "shortened", "raccourcie"
        MOVED = "moved", "déplacée par la personne"
        TAKEN_BACK = "taken_back", "reprise à la réouverture"

    # Nothing is left of a closure that was lifted before it began.
    closure = models.ForeignKey(
        Closure, on_delete=models.SET_NULL, null=True, blank=True, related_name="repairs"
    )
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="repairs")
    reason = models.CharField("raison", max_length=120)
    outcome = models.CharField("suite", max_length=10, choices=Outcome)
    was_state = models.CharField(max_length=10, choices=Booking.State)
    was_space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    was_starts_at = models.DateTimeField("débutait")
    was_ends_at = models.DateTimeField("finissait")
    # The nearest free place when the closure was made; nobody holds it for them.
    other_space = models.ForeignKey(
        Space, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    other_starts_at = models.DateTimeField(null=True, blank=True)
    other_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField("annoncée le", null=True, blank=True)
    reopened_at = models.DateTimeField("rouvert le", null=True, blank=True)
    reopening_told_at = models.DateTimeField("réouverture annoncée le", null=True, blank=True)

    class Meta:
        verbose_name = "effet d’une fermeture"
        verbose_name_plural = "effets des fermetures"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("closure", "booking"),
                name="closurerepair_once",
                violation_error_message="Cette fermeture a déjà eu son effet.",
            ),
        )
        indexes = (
            models.Index(fields=("id",), name="closurerepair_untold", condition=Q(told_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.booking} – {self.get_outcome_display()}"
