"""What may be booked of a space, by whom and how long before: data, with usual values by kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from club.telecentres.models import Space


class BookingRules(models.Model):
    """The rules of one space. A space without a row follows `usual_for`."""

    class Who(models.TextChoices):
        MEMBERS = "members", "les adhérents"
        ACCOUNTS = "accounts", "toute personne qui a un compte"
        STAFF = "staff", "l’animateur seulement"

    space = models.OneToOneField(
        Space, on_delete=models.CASCADE, related_name="booking_rules", verbose_name="espace"
    )
    min_slots = models.PositiveSmallIntegerField(
        "durée minimale",
        default=1,
        validators=(MinValueValidator(1),),
        help_text="En créneaux\u202f: demi-journées, demi-heures ou nuits selon l’espace.",
    )
    max_slots = models.PositiveSmallIntegerField(
        "durée maximale", default=10, help_text="En créneaux, comme la durée minimale."
    )
    notice_minutes = models.PositiveIntegerField(
        "délai avant le début",
        default=0,
        help_text="En minutes\u202f; 0 permet de réserver un créneau déjà commencé.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "jusqu’à combien de jours à l’avance",
        default=60,
        validators=(MinValueValidator(1), MaxValueValidator(730)),
    )
    needs_approval = models.BooleanField("demande l’accord de l’animateur", default=False)
    who = models.CharField("qui peut réserver", max_length=8, choices=Who, default=Who.MEMBERS)
    max_at_once = models.PositiveSmallIntegerField(
        "réservations simultanées par personne",
        default=1,
        validators=(MinValueValidator(1),),
        help_text="Espaces de cette nature qu’une même personne peut tenir au même moment.",
    )
    opens = models.TimeField(
        "réservable à partir de", null=True, blank=True, help_text="Vide\u202f: dès l’ouverture."
    )
    closes = models.TimeField(
        "réservable jusqu’à", null=True, blank=True, help_text="Vide\u202f: jusqu’à la fermeture."
    )

    class Meta:
        verbose_name = "règle de réservation"
        verbose_name_plural = "règles de réservation"
        ordering = ("space",)
        constraints = (
            models.CheckConstraint(
                condition=Q(min_slots__gte=1, max_slots__gte=F("min_slots")),
                name="bookingrules_lengths_in_order",
                violation_error_message="La durée maximale ne peut être inférieure à la minimale.",
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1),
                name="bookingrules_horizon_positive",
                violation_error_message="On réserve au moins un jour à l’avance.",
            ),
            models.CheckConstraint(
                condition=Q(max_at_once__gte=1),
                name="bookingrules_at_once_positive",
                violation_error_message="Une personne peut tenir au moins un espace.",
            ),
            models.CheckConstraint(
                condition=Q(who__in=("members", "accounts", "staff")),
                name="bookingrules_who_known",
                violation_error_message="Dites qui peut réserver.",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
                name="bookingrules_closes_after_opens",
                violation_error_message="L’heure de fin doit suivre l’heure de début.",
            ),
        )

    def __str__(self) -> str:
        return f"Règles de {self.space}"

    @classmethod
    def usual_for(cls, space: Space) -> BookingRules:
        """The rules of a space that has none of its own; not saved."""
        return cls(space=space, **USUAL[Space.Kind(space.kind)])

    @property
    def notice(self) -> timedelta:
        return timedelta(minutes=self.notice_minutes)


# A desk is taken on the spot; a room for a day at most; a housing for a few weeks, after a talk.
USUAL: dict[Space.Kind, dict[str, Any]] = {
    Space.Kind.DESK: {},
    Space.Kind.OFFICE: {},
    Space.Kind.MEETING_ROOM: {"max_slots": 20, "horizon_days": 90},
    Space.Kind.VIDEO_ROOM: {"max_slots": 8},
    Space.Kind.TELEMEDICINE: {
        "max_slots": 4,
        "notice_minutes": 120,
        "who": BookingRules.Who.ACCOUNTS,
    },
    Space.Kind.BRIDGING_HOUSING: {
        "max_slots": 92,
        "notice_minutes": 3 * 24 * 60,
        "horizon_days": 365,
        "needs_approval": True,
        "who": BookingRules.Who.ACCOUNTS,
    },
}
