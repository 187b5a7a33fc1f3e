"""What each page says to a search: its texts, and which pages anyone may read."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from pages.models import ArticlePage, BasePage, TelecentrePage

PAGES, NEWS, TELECENTRES = "pages", "actualites", "telecentres"
# The kinds of pages a reader may keep to: value of the filter → title.
KINDS = {PAGES: "Pages", NEWS: "Actualités", TELECENTRES: "Télécentres"}
LABELS = {PAGES: "Page", NEWS: "Actualité", TELECENTRES: "Télécentre"}
_BLOCK_END = re.compile(r"(?i)</(?:p|li|h[1-6])>|<br ?/?>")


@dataclass(frozen=True)
class PageText:
    """The texts of a page, plain. `keywords` are looked for but not shown in an excerpt."""

    kind: str
    introduction: str
    body: str
    keywords: str
    day: date | None


def readable_pages() -> PageQuerySet:
    """The published pages that anyone may open at this instant."""
    now = timezone.now()
    # Wagtail's own `public()` asks the database first; a restriction holds for all that is below.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(asked=path).filter(asked__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(above), Q(expire_at=None) | Q(expire_at__gt=now))


def page_address(page: Page) -> str:
    """The address of a page without a query: what follows the home page in its path."""
    return "/" + page.url_path.split("/", 2)[2]


def page_text(page: BasePage) -> PageText:
    """Every text that the page type declares in `search_fields`, blocks included.

    The name of an account is left out: it would stay in an index after the account is erased.
    """
    texts: list[str] = []
    for field in page.get_searchable_search_fields():
        if field.field_name not in ("title", "introduction"):
            value = getattr(page, field.field_name)
            texts += _stream_texts(value) if isinstance(value, StreamValue) else [str(value)]
    kind, keywords, day = PAGES, "", _day(page.last_published_at)
    if isinstance(page, ArticlePage):
        kind, day = NEWS, page.published_on
        keywords = " ".join(tag.name for tag in page.tags.all())
    elif isinstance(page, TelecentrePage):
        kind = TELECENTRES
    return PageText(kind, _plain(page.introduction), _plain(_joined(texts)), keywords, day)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _stream_texts(value: StreamValue) -> list[str]:
    return [text for text in _block_texts(value.stream_block, value) if text]


def _block_texts(block: Any, value: Any) -> Iterator[str]:
    """The words of a block that people read: choices, addresses and numbers are none."""
    if value is None or isinstance(block, blocks.ChoiceBlock):
        return
    if isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from _block_texts(child.block, child.value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            yield from _block_texts(child_block, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _block_texts(block.child_block, item)
    elif isinstance(block, DocumentChooserBlock):
        yield str(value.title)
    elif isinstance(block, blocks.RichTextBlock):
        yield html.unescape(strip_tags(_BLOCK_END.sub(" ", value.source)))
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield str(value)


def _joined(texts: list[str]) -> str:
    """One text after the other; a title does not run into what follows it."""
    ended = [text.strip() for text in texts if text.strip()]
    return " ".join(text if text[-1] in ".!?…:;," else f"{text} ·" for text in ended).rstrip(" ·")


def _plain(text: str) -> str:
    """One line, each accented letter in one piece (a word is then one run of letters)."""
    return " ".join(unicodedata.normalize("NFC", text).split())
