"""The organisations that members, passes, needs and leads point to: one row each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from club.members.siret import validate_siret
from club.telecentres.models import Commune


class Organisation(models.Model):
    """A company, a public body or an association."""

    name = models.CharField("nom", max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=(validate_siret,))
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name="commune",
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("siret",),
                condition=~Q(siret=""),
                name="organisation_siret_once",
                violation_error_message="Une organisation porte déjà ce SIRET.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class OrganisationContact(models.Model):
    """An account that speaks for an organisation."""

    class Role(models.TextChoices):
        DIRECTION = "direction", "direction"
        ADMINISTRATION = "administration", "administration et comptabilité"
        STAFF = "staff", "ressources humaines"
        OTHER = "other", "autre"

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name="organisation",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="organisation_contacts",
        verbose_name="compte",
    )
    role = models.CharField("rôle", max_length=16, choices=Role, default=Role.DIRECTION)

    class Meta:
        verbose_name = "contact d’une organisation"
        verbose_name_plural = "contacts des organisations"
        ordering = ("organisation", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "user"),
                name="organisationcontact_once",
                violation_error_message="Cette personne est déjà un contact de l’organisation.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
