"""The entries of the directory that a kind of reader finds now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from club.members.models import CatalogueEntry, ClubEntry, Member
from club.members.visibility import Reader
from club.members.words import Holds
from club.telecentres.query import Term

MODELS: dict[Reader, Any] = {
    Reader.CLUB: ClubEntry,
    Reader.VISITOR: CatalogueEntry,
}


def entries_of(reader: Reader) -> QuerySet[Any]:
    """Those of the members of `found_by(reader)`, in no order."""
    # Accounts are closed below this app, which writes no entry then.
    closed = Member.objects.filter(pk=OuterRef("pk"), user__is_active=False)
    return MODELS[reader].objects.filter(
        ~Exists(closed), shown_from__lte=timezone.localdate(), shown_until__gt=timezone.now()
    )


@contextmanager
def by_their_words(is_asked: bool = True) -> Iterator[None]:
    """Read entries by the index of their words. At most one query more.

    PostgreSQL takes every word for a frequent one when it guesses, and would rather read all the
    entries, or all the names in order, and cut each text into words again.
    """
    if not is_asked or connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        yield


def answering(entries: QuerySet[Any], terms: Iterable[Term]) -> QuerySet[Any]:
    """Those of `entries` that hold every term."""
    for term in terms:
        entries = entries.filter(Holds(term))
    return entries
