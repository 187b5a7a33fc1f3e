"""Reading what people are told."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> Self:
        """Those that the person has not opened."""
        return self.filter(read_at=None)

    def unread_count(self, user: AbstractBaseUser) -> int:
        """How many this person has not opened."""
        return self.unread().filter(user=user).count()

    def due(self, now: datetime) -> Self:
        """Those whose mail should be written by now."""
        return self.filter(due_at__lte=now)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")
