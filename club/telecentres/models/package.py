"""The package of services that the whole network promises, and what each centre holds of it."""

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey

from club.telecentres.models.places import Telecentre


class SharedService(models.Model):
    """A service of the network: one of the common package, or an extra of some centres."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    name = models.CharField("nom", max_length=80, unique=True)
    summary = models.CharField(
        "en une phrase", max_length=200, help_text="Ce que l’on y gagne, en mots simples."
    )
    is_common = models.BooleanField(
        "promis partout",
        default=True,
        help_text="Fait partie du bouquet commun à tous les télécentres.",
    )
    can_be_requested = models.BooleanField(
        "se demande en ligne",
        default=True,
        help_text="Les adhérents peuvent en faire la demande à l’animateur depuis l’espace club.",
    )
    rank = models.PositiveSmallIntegerField("rang", default=100)
    is_active = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "service partagé"
        verbose_name_plural = "services partagés"
        ordering = ("-is_common", "rank", "name")

    def __str__(self) -> str:
        return self.name


class ServiceOffer(models.Model):
    """How far one centre provides one service. Without a row: not yet."""

    class State(models.TextChoices):
        INCLUDED = "included", "inclus"
        ON_REQUEST = "on_request", "sur demande"
        NOT_YET = "not_yet", "pas encore"

    telecentre = ParentalKey(Telecentre, on_delete=models.CASCADE, related_name="service_offers")
    service = models.ForeignKey(
        SharedService, on_delete=models.CASCADE, related_name="offers", verbose_name="service"
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.INCLUDED)
    note = models.CharField(
        "précision",
        max_length=120,
        blank=True,
        help_text="« Cinquante pages par mois », « le mardi »…",
    )

    class Meta:
        verbose_name = "service d’un télécentre"
        verbose_name_plural = "services du télécentre"
        ordering = ("service",)
        constraints = (
            models.UniqueConstraint(
                fields=("telecentre", "service"),
                name="serviceoffer_once",
                violation_error_message="Ce service figure déjà dans la liste du télécentre.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("included", "on_request", "not_yet")),
                name="serviceoffer_state_known",
                violation_error_message="Cet état n’existe pas.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} – {self.telecentre}"
