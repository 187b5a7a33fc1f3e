"""What the frame of every page says of the network."""

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class NetworkSettings(BaseSiteSetting):
    """Addresses, footer texts, and whether the site is a demonstration."""

    description = models.CharField(
        "description du site",
        max_length=155,
        blank=True,
        help_text="Montrée par les moteurs de recherche quand une page n’a pas la sienne.",
    )
    network_address = models.TextField("adresse du réseau", blank=True)
    phone = models.CharField("téléphone du réseau", max_length=20, blank=True)
    email = models.EmailField("adresse électronique du réseau", blank=True)
    partners_note = models.TextField(
        "partenaires (pied de page)", blank=True, help_text="Qui porte et finance le programme."
    )
    is_demonstration = models.BooleanField(
        "site de démonstration",
        default=False,
        help_text="Le pied de page dit alors que des données sont inventées.",
    )
    demonstration_note = models.TextField("avertissement de démonstration", blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("description"),
        MultiFieldPanel(
            [FieldPanel("network_address"), FieldPanel("phone"), FieldPanel("email")],
            heading="Coordonnées",
        ),
        FieldPanel("partners_note"),
        MultiFieldPanel(
            [FieldPanel("is_demonstration"), FieldPanel("demonstration_note")],
            heading="Démonstration",
        ),
    ]

    class Meta:
        verbose_name = "le réseau et le pied de page"
