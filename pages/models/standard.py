"""Pages of text, and the site map."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from pages.blocks import BODY_BLOCKS
from pages.contents import table_of_contents
from pages.fields import LeanStreamField
from pages.models.base import BasePage
from pages.querysets import open_to_all


class StandardPage(BasePage):
    """A page composed from blocks."""

    body = LeanStreamField(BODY_BLOCKS, verbose_name="contenu", blank=True)
    show_contents = models.BooleanField(
        "montrer un sommaire", default=False, help_text="Fait des intertitres de la page."
    )

    template = "pages/standard_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["pages.StandardPage"]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("body")]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("show_contents"),
    ]

    class Meta:
        verbose_name = "page de texte"
        verbose_name_plural = "pages de texte"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["contents"] = table_of_contents(self.body) if self.show_contents else []
        context["children"] = list(open_to_all(StandardPage.objects.child_of(self)).in_menu())
        return context


class SiteMapPage(BasePage):
    """Every published page, as a tree of links."""

    template = "pages/site_map_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "plan du site"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        others = open_to_all(Page.objects.descendant_of(self.get_parent())).exclude(pk=self.pk)
        context["entries"] = [
            {"title": page.title, "url": page.get_url(request), "level": page.depth - 2}
            for page in others.order_by("path")
        ] + [
            {
                "title": "Annuaire des indépendants du Cantal",
                "url": reverse("catalogue:list"),
                "level": 1,
            }
        ]
        return context
