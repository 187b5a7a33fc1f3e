"""Reads, in the domain's words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


class CommentQuerySet(QuerySet[Any]):
    def approved(self) -> CommentQuerySet:
        return self.filter(status="APPROVED")

    def pending(self) -> CommentQuerySet:
        return self.filter(status="PENDING")
