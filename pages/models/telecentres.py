"""The showcase of the network: the list and one page per télécentre."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from club.telecentres.json_ld import as_script
from club.telecentres.models import Telecentre
from pages.blocks import BODY_BLOCKS
from pages.fields import LeanStreamField
from pages.finder import CentreFinder
from pages.metadata import telecentre_data
from pages.models.base import BasePage
from pages.showcase import Network, telecentre_context


class TelecentreIndexPage(BasePage):
    """The map and the list of the télécentres, with the same content."""

    template = "pages/telecentre_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.TelecentrePage"]
    max_count = 1

    class Meta:
        verbose_name = "liste des télécentres"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        network = Network()
        finder = CentreFinder(network.cards(), request.GET)
        context |= finder.context(self.get_url(request) or "")
        context["network"] = network.map(finder.kept())
        return context


class TelecentrePage(BasePage):
    """One télécentre, told to visitors. Its facts live in `club.telecentres`, not here."""

    telecentre = models.OneToOneField(
        Telecentre, on_delete=models.PROTECT, related_name="page", verbose_name="télécentre"
    )
    body = LeanStreamField(BODY_BLOCKS, verbose_name="contenu", blank=True)

    template = "pages/telecentre_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.TelecentreIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("body")]
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("telecentre"),
        FieldPanel("introduction"),
        BasePage.picture_panel,
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "page d’un télécentre"
        verbose_name_plural = "pages des télécentres"

    def clean(self) -> None:
        super().clean()
        if self.telecentre_id and self.slug != self.telecentre.slug:
            raise ValidationError(
                {
                    "slug": "L’adresse de cette page suit celle du télécentre : "
                    f"« {self.telecentre.slug} »."
                }
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= telecentre_context(self, request)
        context["metadata"]["data"] = as_script(
            telecentre_data(request, self, context["schedule"], context["week"]["days"])
        )
        return context
