"""Independents that the network knows of, and what they answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from club.members.siret import validate_siret
from club.telecentres.models import Commune, Telecentre

# What an imported file tells of someone, and what a refusal erases.
TOLD_FIELDS = ("email", "name", "activity", "company", "siret")


class Invitation(models.Model):
    """A person identified by the staff. Once they refuse, only a keyed hash of their address stays,
    so that they are not asked again."""

    class State(models.TextChoices):
        IDENTIFIED = "identified", "identifiée"
        INVITED = "invited", "invitée"
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"
        FORGOTTEN = "forgotten", "sans réponse, effacée"

    email_hash = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField("adresse électronique", blank=True)
    name = models.CharField("nom", max_length=80, blank=True)
    activity = models.CharField("activité", max_length=120, blank=True)
    company = models.CharField("entreprise", max_length=160, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=(validate_siret,))
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="commune",
    )
    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="télécentre le plus proche",
    )
    source = models.CharField(
        "provenance",
        max_length=200,
        blank=True,
        help_text="D’où vient cette liste\u202f: la personne invitée le lira.",
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.IDENTIFIED)
    token = models.CharField(max_length=64, unique=True, null=True, editable=False)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="identifiée par",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="compte",
    )
    created_at = models.DateTimeField("identifiée le", auto_now_add=True)
    invited_at = models.DateTimeField("invitée le", null=True, blank=True)
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)

    class Meta:
        verbose_name = "indépendant identifié"
        verbose_name_plural = "indépendants identifiés"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "forgotten"))
                | Q(
                    **dict.fromkeys(TOLD_FIELDS, ""),
                    commune__isnull=True,
                    telecentre__isnull=True,
                    token__isnull=True,
                    user__isnull=True,
                ),
                name="invitation_refused_is_erased",
                violation_error_message="Après un refus, rien ne reste de la personne.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("refused", "forgotten")) | ~Q(email=""),
                name="invitation_has_address",
                violation_error_message="Donnez une adresse électronique.",
            ),
        )

    def __str__(self) -> str:
        return self.name or "Personne effacée"
