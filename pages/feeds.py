"""Feeds that a reader's own software follows."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from pages.models import ArticlePage, NewsIndexPage

LATEST = 20


class ArticlesFeed(Feed):
    """The twenty latest articles, in Atom."""

    feed_type = Atom1Feed
    title = "CyberCantal Télécentres : actualités"
    subtitle = "Les nouvelles du réseau des télécentres du Cantal."
    language = "fr"

    def link(self) -> str:
        index = NewsIndexPage.objects.live().first()
        return (index.get_url() if index else None) or "/"

    def items(self) -> list[ArticlePage]:
        return list(
            ArticlePage.objects.published()
            .select_related("author")
            .prefetch_related("tagged_items__tag")[:LATEST]
        )

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.introduction)

    def item_link(self, item: Any) -> str:
        return item.get_url() or "/"

    def item_author_name(self, item: Any) -> str:
        return str(item.author_name)

    def item_pubdate(self, item: Any) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime:
        return max(item.published_at, item.last_published_at or item.published_at)

    def item_categories(self, item: Any) -> list[str]:
        return [row.tag.name for row in item.tagged_items.all()]
