"""What every page of the site shares."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

# First segments of the addresses that Django's own views answer (PRODUCT §4): a page with one of
# these slugs under the home page could never be read.
ROUTED_PREFIXES = frozenset(
    [
        "agenda",
        "annuaire",
        "animation",
        "api",
        "club",
        "compte",
        "django-admin",
        "documents",
        "flux",
        "gestion",
        "healthz",
        "media",
        "newsletter",
        "observatoire",
        "place-de-marche",
        "r",
        "readyz",
        "recherche",
        "static",
        "_util",
    ]
)


class Scene(models.TextChoices):
    """The drawings of static/img/scenes/, by file name."""

    RIDGES = "ridges", "Crêtes"
    DESK = "desk", "Un bureau près d’une fenêtre"
    MEDIATHEQUE = "mediatheque", "La médiathèque"
    SNOW = "snow", "La neige"
    SUMMER_PASTURE = "summer-pasture", "L’estive"
    TRAIN_STATION = "train-station", "La gare"
    VILLAGE = "village", "Le village"
    VIDEO_CALL = "video-call", "La visioconférence"
    HEALTH = "health", "La santé"
    TRAINING = "training", "La formation"
    MAP_TRIANGLE = "map-triangle", "Le triangle"
    MARKET = "market", "Le marché"


class BasePage(Page):
    """A page with an introduction and a picture: a photograph, or one of the drawn scenes."""

    introduction = models.TextField("introduction", blank=True, max_length=600)
    image = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
    )
    image_alt = models.CharField(
        "description de l’image",
        max_length=200,
        blank=True,
        help_text="Ce que l’on voit. Vide : l’image est décorative.",
    )
    scene = models.CharField(
        "dessin",
        max_length=20,
        choices=Scene.choices,
        blank=True,
        help_text="Montré quand la page n’a pas d’image.",
    )

    picture_panel = MultiFieldPanel(
        [FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("scene")], heading="Image"
    )
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        picture_panel,
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self._is_under_home() and self.slug in ROUTED_PREFIXES:
            raise ValidationError(
                {
                    "slug": f"« {self.slug} » est une adresse du site lui-même : "
                    "choisissez-en une autre."
                }
            )

    def _is_under_home(self) -> bool:
        """A page already in the tree lies at depth 3; a new one is checked wherever it will go."""
        return self.depth is None or self.depth == 3

    def breadcrumbs(self) -> list[dict[str, str]]:
        """The published ancestors from the home page down, each {title, url}. One query."""
        ancestors = self.get_ancestors().live().filter(depth__gte=2).order_by("depth")
        return [
            {"title": "Accueil" if page.depth == 2 else page.title, "url": page.get_url() or ""}
            for page in ancestors
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["breadcrumbs"] = self.breadcrumbs() if self.depth and self.depth > 2 else []
        return context
