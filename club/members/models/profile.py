"""What a member says of themself, and who may see each part of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from club.members.models.organisations import Organisation
from club.members.siret import validate_siret
from club.telecentres.models import Commune, Telecentre

MAX_LINKS = 3
_is_url = URLValidator(
    schemes=("http", "https"), message="Donnez une adresse qui commence par https://."
)


def validate_links(links: Any) -> None:
    """Raise ValidationError for anything but a list of at most MAX_LINKS web addresses."""
    if not isinstance(links, list) or len(links) > MAX_LINKS:
        raise ValidationError("Donnez trois liens au plus.")
    for link in links:
        if not isinstance(link, str):
            raise ValidationError("Un lien est une adresse.")
        _is_url(link)


class Visibility(models.IntegerChoices):
    """Who may see a field. In order: a reader sees what is at or above their own level."""

    NOBODY = 0, "Personne"
    CLUB = 1, "Les adhérents du club"
    PUBLIC = 2, "Tout le monde"


def shown(what: str) -> models.PositiveSmallIntegerField:
    """The column that says who sees a field."""
    return models.PositiveSmallIntegerField(
        f"{what} : visible par", choices=Visibility, default=Visibility.CLUB
    )


class Profile(models.Model):
    """The fields of a profile: each `<field>` has its `show_<field>`."""

    class Status(models.TextChoices):
        INDEPENDENT = "independent", "Indépendant"
        MICRO = "micro", "Micro-entrepreneur"
        EMPLOYEE = "employee", "Salarié en télétravail"
        SALES_REP = "sales_rep", "Commercial itinérant"
        OTHER = "other", "Autre"

    class Availability(models.TextChoices):
        NOW = "now", "Disponible"
        SOON = "soon", "Bientôt disponible"
        BUSY = "busy", "Complet pour l’instant"

    headline = models.CharField("en une phrase", max_length=120, blank=True)
    activity = models.CharField("activité", max_length=120, blank=True)
    professional_status = models.CharField("statut", max_length=12, choices=Status, blank=True)
    company = models.CharField("entreprise", max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="organisation",
    )
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=(validate_siret,))
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="commune",
    )
    home_telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.PROTECT,
        related_name="members",
        verbose_name="télécentre d’attache",
    )
    biography = models.TextField("présentation", max_length=4000, blank=True)
    languages = models.CharField("langues", max_length=160, blank=True)
    links = models.JSONField("liens", default=list, blank=True, validators=(validate_links,))
    availability = models.CharField("disponibilité", max_length=8, choices=Availability, blank=True)
    offers = models.TextField("ce que je propose", max_length=1000, blank=True)
    looks_for = models.TextField("ce que je cherche", max_length=1000, blank=True)
    photo = models.ImageField("photographie", upload_to="members/", blank=True)

    show_headline = shown("en une phrase")
    show_activity = shown("activité")
    show_professional_status = shown("statut")
    show_company = shown("entreprise")
    show_siret = shown("SIRET")
    show_commune = shown("commune")
    show_home_telecentre = shown("télécentre d’attache")
    show_biography = shown("présentation")
    show_skills = shown("compétences")
    show_languages = shown("langues")
    show_links = shown("liens")
    show_availability = shown("disponibilité")
    show_offers = shown("ce que je propose")
    show_looks_for = shown("ce que je cherche")
    show_photo = shown("photographie")

    is_in_public_catalogue = models.BooleanField(
        "dans le catalogue public",
        default=False,
        help_text="Votre nom et ce que vous montrez à tout le monde, sur la page « Annuaire ».",
    )
    last_confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    confirmation_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField("retiré de l’annuaire le", null=True, blank=True)

    class Meta:
        abstract = True


VISIBLE_FIELDS = tuple(
    field.name.removeprefix("show_")
    for field in Profile._meta.local_fields
    if field.name.startswith("show_")
)
