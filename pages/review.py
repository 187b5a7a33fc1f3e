"""Pages that nobody has checked for six months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pages.models import BasePage

REVIEW_DAYS = 183


def page_types() -> list[type[BasePage]]:
    """The page types that carry a date of review."""
    return [model for model in BasePage.__subclasses__() if not model._meta.abstract]


def stale_pages(today: date) -> list[Any]:
    """Published pages not reviewed for six months, the oldest first. One query per page type.

    Articles tell what happened on a day: they are not reviewed.
    """
    limit = today - timedelta(days=REVIEW_DAYS)
    found = [
        page
        for model in page_types()
        if model.__name__ != "ArticlePage"
        for page in model.objects.live().filter(reviewed_on__lt=limit).select_related("owner")
    ]
    return sorted(found, key=lambda page: (page.reviewed_on, page.pk))


def mark_reviewed(page: Any, today: date) -> None:
    """Note that the published page is still true; its draft, if any, is left alone."""
    type(page).objects.filter(pk=page.pk).update(reviewed_on=today)
