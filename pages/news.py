"""Reading the list of articles: filters of the address, pages, related articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.http import QueryDict

if TYPE_CHECKING:
    from pages.models import ArticlePage

PER_PAGE = 9
FIRST_YEAR, LAST_YEAR = 1990, 2100


class NewsFilter:
    """What ?annee=, ?etiquette= and ?page= ask of the articles.

    A year or a tag that is not understood is told in `message` and left out; `page` is None when
    the list has no such page.
    """

    def __init__(self, articles: Any, query: QueryDict) -> None:
        self.all = articles
        self.message = ""
        self.year = self._year(query.get("annee", ""))
        self.tag = self._tag(query.get("etiquette", ""))
        found = articles
        if self.year:
            found = found.filter(published_on__year=self.year)
        if self.tag:
            found = found.filter(tagged_items__tag=self.tag)
        self.paginator = Paginator(found, PER_PAGE)
        self.page = self._page(query.get("page", "1"))

    def context(self, base_url: str) -> dict[str, Any]:
        """The variables of the template. `base_url` is the address without query."""
        return {
            "articles": self.page,
            "paginator_links": self._links(base_url),
            "years": self._years(base_url),
            "tags": self._tags(base_url),
            "filter_label": self._label(),
            "message": self.message,
        }

    def _year(self, text: str) -> int | None:
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) == 4:
            year = int(text)
            if FIRST_YEAR <= year <= LAST_YEAR:
                return year
        self.message = "Nous n’avons pas compris l’année demandée : voici toutes les actualités."
        return None

    def _tag(self, slug: str) -> Any:
        if not slug:
            return None
        from pages.models import ArticleTag

        tag = ArticleTag.objects.filter(slug=slug[:100]).first()
        if tag is None:
            self.message = "Ce sujet n’existe pas : voici toutes les actualités."
        return tag

    def _page(self, text: str) -> Page | None:
        try:
            return self.paginator.page(text if len(text) < 10 else "0")
        except InvalidPage:
            return None

    def _address(self, base_url: str, **changes: Any) -> str:
        asked = {
            "annee": self.year,
            "etiquette": self.tag.slug if self.tag else None,
        } | changes
        kept = {key: value for key, value in asked.items() if value}
        return f"{base_url}?{urlencode(kept)}" if kept else base_url

    def _links(self, base_url: str) -> list[dict[str, Any]]:
        if self.page is None:
            return []
        return [
            {"label": str(number), "url": None, "is_current": False}
            if number == Paginator.ELLIPSIS
            else {
                "label": str(number),
                "url": self._address(base_url, page=number if number != 1 else None),
                "is_current": number == self.page.number,
            }
            for number in self.paginator.get_elided_page_range(self.page.number)
        ]

    def _years(self, base_url: str) -> list[dict[str, Any]]:
        years = (
            self.all.order_by()
            .annotate(year=ExtractYear("published_on"))
            .values_list("year", flat=True)
            .distinct()
        )
        return [
            {
                "year": year,
                "url": self._address(base_url, annee=None if year == self.year else year),
                "is_current": year == self.year,
            }
            for year in sorted(years, reverse=True)
        ]

    def _tags(self, base_url: str) -> list[dict[str, Any]]:
        from pages.models import ArticleTag

        # Those of articles that anyone may read: a private one does not show by its tag.
        readable = self.all.order_by().values("pk")
        used = ArticleTag.objects.filter(tagged_articles__content_object__in=readable).distinct()
        return [
            {
                "name": tag.name,
                "url": self._address(base_url, etiquette=None if self.tag == tag else tag.slug),
                "is_current": self.tag == tag,
            }
            for tag in used.order_by("name")
        ]

    def _label(self) -> str:
        parts = []
        if self.year:
            parts.append(f"de {self.year}")
        if self.tag:
            parts.append(f"sur « {self.tag.name} »")
        if not parts:
            return ""
        count = self.paginator.count
        return f"{count} {'article' if count < 2 else 'articles'} {' '.join(parts)}"


def related_articles(article: ArticlePage, tags: list[Any], *, count: int = 3) -> list[ArticlePage]:
    """The `count` articles that share most tags with this one, the newest first among equals;
    completed by the newest others."""
    others = type(article).objects.published().exclude(pk=article.pk)
    return list(
        others.annotate(
            shared=Count("tagged_items", filter=Q(tagged_items__tag__in=tags), distinct=True)
        ).order_by("-shared", "-published_on", "-pk")[:count]
    )
