"""What imported files hold of people, and how it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from club.members.models import IndependentsImport

KEEP_FILE = timedelta(hours=1)
LONGEST_IMPORT = timedelta(hours=3)  # the queue may be long; then it has failed for good
KEEP_REPORT = timedelta(days=90)
State = IndependentsImport.State
NOTHING: dict[str, Any] = {"content": None, "preview": [], "refused": ""}


def forget_files() -> None:
    """Someone asks to be erased: drop every file that waits, and what is kept of the others.

    All of them, rather than look for one address in each: they live an hour, and may be sent again.
    One that is being imported drops itself at its end, and leaves out who has refused.
    """
    IndependentsImport.objects.filter(state__in=(State.CHECKING, State.CHECKED)).update(
        **NOTHING, state=State.EXPIRED
    )
    IndependentsImport.objects.exclude(state=State.IMPORTING).update(**NOTHING)


def purge_imports(now: datetime | None = None) -> int:
    """Every quarter of an hour: drop the files of an hour, delete the reports of ninety days; how
    many files.
    """
    moment = now or timezone.now()
    old = IndependentsImport.objects.filter(created_at__lt=moment - KEEP_FILE)
    waiting = Q(state__in=(State.CHECKING, State.CHECKED)) | Q(
        state=State.IMPORTING, created_at__lt=moment - LONGEST_IMPORT
    )
    count = old.filter(waiting).update(**NOTHING, state=State.EXPIRED)
    ended = IndependentsImport.objects.filter(state=State.DONE)
    ended.filter(finished_at__lt=moment - KEEP_FILE).update(**NOTHING)
    IndependentsImport.objects.filter(created_at__lt=moment - KEEP_REPORT).delete()
    return count
