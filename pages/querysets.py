"""Reads, in the domain's words."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import PageViewRestriction


def open_to_all(pages: Any) -> Any:
    """Of a queryset of pages, those published that anyone may read.

    As Wagtail's `live().public()`, in the same query instead of one more.
    """
    beginning = Substr(OuterRef("path"), 1, Length("page__path"))
    restricted = PageViewRestriction.objects.filter(page__path=beginning)
    return pages.live().filter(~Exists(restricted))


class CommentQuerySet(QuerySet[Any]):
    def approved(self) -> CommentQuerySet:
        return self.filter(status="APPROVED")

    def pending(self) -> CommentQuerySet:
        return self.filter(status="PENDING")
