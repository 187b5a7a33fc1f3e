"""The home page."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from pages.blocks import BODY_BLOCKS
from pages.blocks.links import LinkBlock
from pages.fields import LeanStreamField
from pages.frame import Frame
from pages.models.base import BasePage
from pages.models.news import ArticlePage
from pages.showcase import Network, objective_lines


class DoorBlock(LinkBlock):
    """One of the doors of the home page: « Je cherche un bureau »."""

    icon = blocks.ChoiceBlock(
        label="Dessin",
        choices=[("desk", "Un bureau"), ("company", "Une entreprise"), ("settle", "Une maison")],
    )
    title = blocks.CharBlock(label="Titre", max_length=60)
    text = blocks.TextBlock(label="Texte", max_length=240)

    link_required = True

    class Meta:
        icon = "login"
        label = "Porte d’entrée"


class HomePage(BasePage):
    """What the network is, where it is open now, and where to go from here."""

    heading = models.CharField(
        "phrase d’accueil", max_length=120, help_text="Ce qu’est le réseau, en une phrase."
    )
    doors = LeanStreamField(
        [("door", DoorBlock())], verbose_name="portes d’entrée", blank=True, max_num=3
    )
    testimony = models.TextField("témoignage", blank=True, max_length=400)
    testimony_author = models.CharField("auteur du témoignage", max_length=80, blank=True)
    testimony_role = models.CharField("qualité de l’auteur", max_length=120, blank=True)
    body = LeanStreamField(BODY_BLOCKS, verbose_name="contenu", blank=True)

    template = "pages/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "pages.StandardPage",
        "pages.NewsIndexPage",
        "pages.TelecentreIndexPage",
        "pages.ContactPage",
        "pages.SiteMapPage",
    ]
    max_count = 1
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("heading"),
        index.SearchField("doors"),
        index.SearchField("body"),
        index.SearchField("testimony"),
        index.SearchField("testimony_author"),
    ]
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("heading"),
        FieldPanel("introduction"),
        FieldPanel("doors"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("testimony"),
                FieldPanel("testimony_author"),
                FieldPanel("testimony_role"),
            ],
            heading="Témoignage",
        ),
        BasePage.picture_panel,
    ]

    class Meta:
        verbose_name = "page d’accueil"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page of an address in one query, whatever its depth."""
        if not path_components:
            return super().route(request, path_components)
        addresses = [
            f"{self.url_path}{'/'.join(path_components[:count])}/"
            for count in range(1, len(path_components) + 1)
        ]
        nearest = Page.objects.live().filter(url_path__in=addresses).order_by("-depth").first()
        if nearest is None:
            raise Http404
        # What is left of the address is the page's own affair (/contact/merci/).
        rest = path_components[nearest.depth - self.depth :]
        return nearest.specific.route(request, rest)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        network = Network().map()
        context |= {
            "network": network,
            "telecentres_count": len(network.points),
            "positions_count": sum(point.positions for point in network.points),
            "objectives": objective_lines(),
            "articles": list(ArticlePage.objects.published()[:3]),
            "news_url": next(
                (child.url for child in Frame.of(request).children if child.slug == "actualites"),
                "",
            ),
        }
        return context
