"""Keeping the index of pages right at once, whatever changes them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, page_unpublished

from club.telecentres.text import index_words
from pages.models import BasePage
from pages.search import page_text
from search.models import PageEntry

# Saving a draft writes these only.
DRAFT_FIELDS = frozenset(
    ["draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"]
)


def index_page(pk: int) -> None:
    """Index the page as it stands in the database, or forget it when it is not published.

    What is in memory may be a draft: it is never read.
    """
    page = Page.objects.filter(pk=pk, live=True).specific().first()
    if not isinstance(page, BasePage):
        PageEntry.objects.filter(page=pk).delete()
        return
    text = page_text(page)
    PageEntry.objects.update_or_create(
        page_id=pk,
        defaults={
            "kind": text.kind,
            "day": text.day,
            "introduction": text.introduction,
            "body": text.body,
            "title_words": index_words(page.title),
            "introduction_words": index_words(f"{text.introduction} {text.keywords}"),
            "words": index_words(f"{page.title} {text.introduction} {text.keywords} {text.body}"),
        },
    )


def rebuild() -> int:
    """Index every published page again; returns how many there are."""
    live = list(Page.objects.live().order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        PageEntry.objects.exclude(page__in=live).delete()
        for pk in live:
            index_page(pk)
    return PageEntry.objects.count()


def follow_pages() -> None:
    """Index a page whenever it is saved, published or taken down; deletion cascades.

    Saving comes before its tags are written, publishing after: both are listened to.
    """
    for model in get_page_models():
        if issubclass(model, BasePage):
            post_save.connect(_on_save, sender=model, dispatch_uid=f"search {model.__name__}")
    page_published.connect(_on_publication, dispatch_uid="search published")
    page_unpublished.connect(_on_publication, dispatch_uid="search unpublished")


def _on_save(
    instance: Page, raw: bool, update_fields: frozenset[str] | None, **_kwargs: Any
) -> None:
    is_draft = update_fields is not None and DRAFT_FIELDS.issuperset(update_fields)
    if not raw and not is_draft:
        index_page(instance.pk)


def _on_publication(instance: Page, **_kwargs: Any) -> None:
    index_page(instance.pk)
