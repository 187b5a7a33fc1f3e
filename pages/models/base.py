"""What every page of the site shares."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from pages.contents import Anchors
from pages.frame import Frame
from pages.links import links_loaded
from pages.metadata import canonical_url, card_tags

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
CHILD_OF_HOME = 3  # depth in the tree: the root is 1, the home page 2


def refuse_routed_slug(slug: str) -> None:
    """Raise ValidationError, on the field, for the first segment of an address of our own."""
    if slug in ROUTED_PREFIXES:
        raise ValidationError(
            {"slug": f"« {slug} » est une adresse du site lui-même : choisissez-en une autre."}
        )


class BasePageForm(WagtailAdminPageForm):
    """The editor's form: a new page has no place in the tree yet, but its parent is known."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_new = self.instance.depth is None
        if is_new and self.parent_page and self.parent_page.depth == CHILD_OF_HOME - 1:
            try:
                refuse_routed_slug(cleaned.get("slug", ""))
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


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
        help_text="Ce que l’on voit. Vide : l’image est décorative.",
    )
    scene = models.CharField(
        "dessin",
        max_length=20,
        choices=Scene.choices,
        blank=True,
        help_text="Montré quand la page n’a pas d’image.",
    )

    reviewed_on = models.DateField(
        "relue le",
        default=date.today,
        help_text="À changer quand vous avez vérifié que tout est encore vrai.",
    )

    picture_panel = MultiFieldPanel(
        [FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("scene")], heading="Image"
    )
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        picture_panel,
    ]

    # What the back office and /recherche/ look into; page types add their own texts.
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("introduction")]

    base_form_class = BasePageForm

    settings_panels: ClassVar[list[Any]] = [FieldPanel("reviewed_on"), *Page.settings_panels]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.depth == CHILD_OF_HOME:
            refuse_routed_slug(self.slug)

    def breadcrumbs(self, request: HttpRequest) -> list[dict[str, str]]:
        """The published ancestors from the home page down, each {title, url}.

        No query down to the children of the home page (the frame knows them), one below.
        """
        trail = [{"title": "Accueil", "url": "/"}]
        if self.depth == CHILD_OF_HOME + 1:
            trail += [
                {"title": page.title, "url": page.url}
                for page in Frame.of(request).children
                if self.path.startswith(page.path)
            ]
        elif self.depth > CHILD_OF_HOME:
            ancestors = self.get_ancestors().live().filter(depth__gte=CHILD_OF_HOME)
            trail += [
                {"title": page.title, "url": page.get_url(request) or ""}
                for page in ancestors.order_by("depth")
            ]
        return trail

    def get_view_restrictions(self) -> Any:
        """Wagtail's, in one query: pages here are never aliases of others."""
        step = self.steplen
        above = [self.path[:end] for end in range(step, len(self.path) + 1, step)]
        return PageViewRestriction.objects.filter(page__path__in=above)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the page while the targets of its links are loaded."""
        bodies = [
            getattr(self, field.name)
            for field in self._meta.get_fields()
            if isinstance(field, StreamField)
        ]
        with links_loaded(bodies):
            response: HttpResponse = super().serve(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        return response

    def metadata(self, request: HttpRequest) -> dict[str, Any]:
        """The canonical address, the Open Graph card and the structured data of the page."""
        return {
            "canonical": canonical_url(request, self),
            "card": card_tags(request, self),
            "data": "",
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["anchors"] = Anchors()
        context["metadata"] = self.metadata(request)
        context["breadcrumbs"] = self.breadcrumbs(request) if self.depth and self.depth > 2 else []
        return context
