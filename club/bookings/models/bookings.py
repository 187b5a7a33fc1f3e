"""Who has which space, when; and the rows that make two bookings of one slot impossible."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from club.bookings.querysets import BookingQuerySet
from club.telecentres.models import Space

# Without the letters and digits that one reads for another on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 10
MAX_TITLE = 120


def draw_reference() -> str:
    """The opaque number of a booking: « 7KQ2M9XTCP »."""
    return "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))


class Booking(models.Model):
    """A space held by someone from one instant to another. Never deleted: cancelled."""

    class State(models.TextChoices):
        HELD = "held", "gardée un moment"
        PENDING = "pending", "en attente d’accord"
        APPROVED = "approved", "confirmée"
        REFUSED = "refused", "refusée"
        CANCELLED = "cancelled", "annulée"
        LAPSED = "lapsed", "délai passé"

    class Kind(models.TextChoices):
        NORMAL = "normal", "réservation"
        FIRST_VISIT = "first_visit", "première visite"
        EVENT = "event", "événement"
        MAINTENANCE = "maintenance", "entretien"

    # The states that hold the slots.
    STANDING = (State.HELD, State.PENDING, State.APPROVED)

    reference = models.CharField("numéro", max_length=12, unique=True, default=draw_reference)
    space = models.ForeignKey(
        Space,
        on_delete=models.PROTECT,
        related_name="bookings",
        verbose_name="espace",
        db_index=False,  # an index below begins with it
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    kind = models.CharField("nature", max_length=12, choices=Kind, default=Kind.NORMAL)
    state = models.CharField("état", max_length=10, choices=State, default=State.APPROVED)
    held_until = models.DateTimeField("gardée jusqu’à", null=True, blank=True)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="pour",
        db_index=False,  # an index below begins with it
    )
    guest_name = models.CharField("nom de l’invité", max_length=80, blank=True)
    guest_email = models.EmailField("adresse électronique de l’invité", blank=True)
    guest_phone = models.CharField("téléphone de l’invité", max_length=20, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réservée par",
    )

    title = models.CharField("objet", max_length=MAX_TITLE, blank=True)
    shows_title = models.BooleanField("objet montré aux autres", default=False)
    # Of a telemedicine point: nothing can be written that would tell of someone's health.
    is_confidential = models.BooleanField("sans aucun texte", default=False, editable=False)

    form_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("faite le", auto_now_add=True)
    changed_at = models.DateTimeField("changée le", auto_now=True)
    # How many times it was changed: calendars keep the highest.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True, editable=False)
    # Of a first visit that took place: when the guest was invited to join, once.
    invited_at = models.DateTimeField("invitée à adhérer le", null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="booking_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("held", "pending", "approved", "refused", "cancelled", "lapsed")
                ),
                name="booking_state_known",
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("normal", "first_visit", "event", "maintenance")),
                name="booking_kind_known",
                violation_error_message="Cette nature de réservation n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False)
                | (~Q(state="held") & Q(held_until__isnull=True)),
                name="booking_held_until",
                violation_error_message="Une place gardée l’est jusqu’à une heure dite.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(guest_name="", guest_email="", guest_phone=""),
                name="booking_one_person",
                violation_error_message="Une réservation est pour un compte ou pour un invité.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="maintenance")
                | Q(user__isnull=True, guest_name="", guest_email="", guest_phone=""),
                name="booking_maintenance_for_nobody",
                violation_error_message="Un entretien n’est pour personne.",
            ),
            models.CheckConstraint(
                condition=Q(is_confidential=False) | Q(title="", shows_title=False),
                name="booking_confidential_without_text",
                violation_error_message="Rien ne s’écrit sur l’usage d’un point de télémédecine.",
            ),
            models.CheckConstraint(
                condition=Q(shows_title=False) | ~Q(title=""),
                name="booking_shown_title_written",
                violation_error_message="Écrivez l’objet à montrer.",
            ),
            models.UniqueConstraint(
                Lower("guest_email"),
                condition=Q(state="held", kind="first_visit"),
                name="booking_one_first_visit_to_confirm",
                violation_error_message="Une première visite attend déjà d’être confirmée.",
            ),
        )
        indexes = (
            models.Index(fields=("space", "starts_at"), name="booking_of_space"),
            models.Index(fields=("user", "starts_at"), name="booking_of_user"),
            models.Index(
                fields=("starts_at",),
                name="booking_to_remind",
                condition=Q(state="approved", reminded_at=None),
            ),
            models.Index(
                fields=("starts_at",), name="booking_to_decide", condition=Q(state="pending")
            ),
            models.Index(fields=("held_until",), name="booking_held", condition=Q(state="held")),
            models.Index(fields=("ends_at",), name="booking_of_guest", condition=~Q(guest_name="")),
            models.Index(
                fields=("ends_at",),
                name="booking_to_invite",
                condition=Q(kind="first_visit", state="approved", invited_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """PRODUCT part 4: the bookings of a person stand under /club/reservations/."""
        return f"/club/reservations/{self.reference}/"

    @property
    def is_standing(self) -> bool:
        """Whether it holds its slots."""
        return self.state in self.STANDING

    @property
    def person(self) -> str:
        """The public name of the account, else the guest's, else nothing."""
        return str(self.user) if self.user else self.guest_name


class SlotClaim(models.Model):
    """One slot of one space, held by one booking: the row that nobody else can write."""

    space = models.ForeignKey(
        Space,
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name="espace",
        db_index=False,  # the constraint below begins with it
    )
    # The key of the slot (see `club.bookings.slots`), not when its booking begins.
    starts_at = models.DateTimeField("créneau")
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="claims", verbose_name="réservation"
    )

    class Meta:
        verbose_name = "créneau tenu"
        verbose_name_plural = "créneaux tenus"
        constraints = (
            models.UniqueConstraint(
                fields=("space", "starts_at"),
                name="slotclaim_once",
                violation_error_message="Ce créneau est déjà pris.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space_id} {self.starts_at:%Y-%m-%d %H:%M}"


class BookingEvent(models.Model):
    """One line of the history of a booking: written once, never changed."""

    class Kind(models.TextChoices):
        BOOKED = "booked", "faite"
        CONFIRMED = "confirmed", "confirmée par l’invité"
        APPROVED = "approved", "acceptée"
        REFUSED = "refused", "refusée"
        MOVED = "moved", "déplacée"
        CANCELLED = "cancelled", "annulée"
        LAPSED = "lapsed", "délai passé"

    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="events", verbose_name="réservation"
    )
    kind = models.CharField("fait", max_length=10, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    reason = models.CharField("motif", max_length=200, blank=True)
    # Where and when it was before a move.
    was_space = models.ForeignKey(
        Space, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_starts_at = models.DateTimeField("débutait", null=True, blank=True)
    form_token = models.CharField(max_length=64, unique=True, null=True, editable=False)
    at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "fait d’une réservation"
        verbose_name_plural = "histoire des réservations"
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind="moved")
                | Q(was_space__isnull=False, was_starts_at__isnull=False),
                name="bookingevent_moved_from_somewhere",
                violation_error_message="Un déplacement dit d’où l’on vient.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.booking} – {self.get_kind_display()}"
