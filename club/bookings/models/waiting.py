"""Who waits for a place, in the order they asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from club.bookings.models.bookings import Booking
from club.telecentres.models import Space, Telecentre


class WaitingEntry(models.Model):
    """Someone who waits for a kind of space at a time, in a centre or around it.

    While a place is offered, `booking` holds it (state HELD).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        OFFERED = "offered", "place proposée"
        ACCEPTED = "accepted", "place acceptée"
        PASSED = "passed", "proposition sans réponse"
        LEFT = "left", "sortie de la liste"
        OVER = "over", "créneau commencé"

    OPEN = (State.WAITING, State.OFFERED)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="waiting_entries",
        verbose_name="compte",
        db_index=False,  # a constraint below begins with it
    )
    guest_name = models.CharField("nom de l’invité", max_length=80, blank=True)
    guest_email = models.EmailField("adresse électronique de l’invité", blank=True)
    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.PROTECT,
        related_name="waiting_entries",
        verbose_name="télécentre",
    )
    kind = models.CharField("nature d’espace", max_length=20, choices=Space.Kind)
    granularity = models.CharField(max_length=10, choices=Space.Granularity, editable=False)
    within_minutes = models.PositiveSmallIntegerField(
        "ou à moins de (minutes)",
        null=True,
        blank=True,
        help_text="Vide\u202f: dans ce télécentre seulement.",
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    # The keys of the slots asked for: the same in every centre.
    first_key = models.DateTimeField(editable=False)
    last_key = models.DateTimeField(editable=False)
    slot_count = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    booking = models.OneToOneField(
        Booking,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="waiting_entry",
        verbose_name="place proposée",
    )
    told_at = models.DateTimeField("prévenue le", null=True, blank=True, editable=False)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    joined_at = models.DateTimeField("inscrite le", auto_now_add=True)

    class Meta:
        verbose_name = "inscription en liste d’attente"
        verbose_name_plural = "listes d’attente"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), last_key__gte=F("first_key")),
                name="waitingentry_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(guest_name="", guest_email=""),
                name="waitingentry_one_person",
                violation_error_message="L’attente est celle d’un compte ou d’un invité.",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(booking__isnull=False),
                name="waitingentry_offer_holds",
                violation_error_message="Une place proposée est gardée.",
            ),
            models.UniqueConstraint(
                fields=("user", "telecentre", "kind", "first_key"),
                condition=Q(state__in=("waiting", "offered"), user__isnull=False),
                name="waitingentry_once",
                violation_error_message="Vous attendez déjà cette place.",
            ),
            models.UniqueConstraint(
                fields=("guest_email", "telecentre", "kind", "first_key"),
                condition=Q(state__in=("waiting", "offered"), user__isnull=True)
                & ~Q(guest_email=""),
                name="waitingentry_guest_once",
                violation_error_message="Cette personne attend déjà cette place.",
            ),
        )
        indexes = (
            models.Index(
                fields=("kind", "first_key"),
                name="waitingentry_open",
                condition=Q(state__in=("waiting", "offered")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} – {self.telecentre}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def person(self) -> str:
        return str(self.user) if self.user else self.guest_name
