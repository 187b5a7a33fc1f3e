"""News: the index and its articles."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from club.telecentres.json_ld import as_script
from pages.blocks import BODY_BLOCKS
from pages.fields import LeanStreamField
from pages.metadata import article_data
from pages.models.base import BasePage
from pages.news import NewsFilter, related_articles
from pages.querysets import open_to_all


class ArticleTag(TagBase):
    """A subject of the news; members' skills are another vocabulary."""

    free_tagging = True

    class Meta:
        verbose_name = "étiquette d’actualité"
        verbose_name_plural = "étiquettes d’actualité"


class TaggedArticle(ItemBase):
    tag = models.ForeignKey(ArticleTag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ArticleQuerySet(PageQuerySet):
    def published(self) -> ArticleQuerySet:
        """Live articles that anyone may read, the newest first, images at hand."""
        return open_to_all(self).select_related("image").order_by("-published_on", "-pk")


class NewsIndexPage(BasePage):
    """The list of articles, by page, year or subject."""

    template = "pages/news_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    max_count = 1

    class Meta:
        verbose_name = "liste des actualités"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsFilter(ArticlePage.objects.child_of(self).published(), request.GET)
        if news.page is None:
            raise Http404("Cette page de la liste n’existe pas.")
        return context | news.context(self.get_url(request) or "")


class ArticlePage(BasePage):
    """One article."""

    published_on = models.DateField("date de l’article", default=date.today, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur (compte)",
    )
    author_label = models.CharField(
        "signature",
        max_length=80,
        blank=True,
        help_text="Remplace le nom du compte : « La rédaction ».",
    )
    body = LeanStreamField(BODY_BLOCKS, verbose_name="contenu")
    tags = ClusterTaggableManager(
        through=TaggedArticle, blank=True, verbose_name="étiquettes", related_name="articles"
    )
    objectives = ParentalManyToManyField(
        "telecentres.Objective", blank=True, verbose_name="objectifs servis", related_name="+"
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()

    template = "pages/article_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("author_label"),
    ]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("author"),
        FieldPanel("author_label"),
        FieldPanel("body"),
        FieldPanel("tags"),
        FieldPanel("objectives"),
    ]

    class Meta:
        verbose_name = "article"
        verbose_name_plural = "articles"

    @property
    def author_name(self) -> str:
        """Who signs: the written signature, the account's public name, or the network."""
        return self.author_label or (self.author.public_name if self.author else "La rédaction")

    @property
    def published_at(self) -> datetime:
        """The instant a feed gives: noon (UTC) of the article's own date."""
        return datetime.combine(self.published_on, time(12), tzinfo=UTC)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        index_url = context["breadcrumbs"][-1]["url"] if context["breadcrumbs"] else ""
        tags = list(self.tags.all())
        context["metadata"]["data"] = as_script(article_data(request, self))
        context["tags"] = [
            {"name": tag.name, "url": f"{index_url}?etiquette={tag.slug}"} for tag in tags
        ]
        context["related"] = related_articles(self, tags)
        return context
