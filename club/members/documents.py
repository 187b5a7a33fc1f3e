"""The documents of the club: publishing a version, accepting it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from club.members.models import Acceptance, DocumentVersion
from club.users.models import User

DATA = Path(__file__).parent / "data"


@transaction.atomic
def publish_document(kind: str, *, text: str, published_on: date | None = None) -> DocumentVersion:
    """Write the next version of a document, in force from that day (today without one).

    Idempotent: the text and day of the newest version give it back. Raises ValidationError for an
    unknown kind or no text.
    """
    day = published_on or timezone.localdate()
    versions = DocumentVersion.objects.select_for_update().filter(kind=kind)
    newest = versions.order_by("-version").first()
    if newest is not None and (newest.text, newest.published_on) == (text, day):
        return newest
    document = DocumentVersion(
        kind=kind,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        text=text,
        published_on=day,
    )
    document.full_clean()
    document.save()
    return document


def pending_documents(user: User) -> list[DocumentVersion]:
    """The versions in force that this person has not accepted, in the order of their kinds."""
    order = DocumentVersion.Kind.values
    missing = DocumentVersion.objects.current().exclude(acceptances__user=user)
    return sorted(missing, key=lambda document: order.index(document.kind))


@transaction.atomic
def accept_documents(user: User, documents: Iterable[DocumentVersion]) -> None:
    """Record that a person accepts these versions now; the date of a first acceptance stays."""
    Acceptance.objects.bulk_create(
        [Acceptance(user=user, document=document) for document in documents],
        ignore_conflicts=True,
    )


@transaction.atomic
def load_documents(*, published_on: date) -> list[DocumentVersion]:
    """Publish the first version of each document that has none, from `data/<kind>.txt`."""
    known = set(DocumentVersion.objects.values_list("kind", flat=True))
    return [
        publish_document(
            kind,
            text=(DATA / f"{kind}.txt").read_text(encoding="utf-8").strip(),
            published_on=published_on,
        )
        for kind in DocumentVersion.Kind.values
        if kind not in known
    ]
