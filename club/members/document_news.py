"""Telling the members that a version of a document asks for their acceptance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from club.members.documents import publish_document
from club.members.kinds import DOCUMENTS
from club.members.models import Acceptance, DocumentVersion, Member
from club.members.perms import may_read_club
from club.notifications.kinds import register_kind
from club.notifications.models import Notification
from club.notifications.services import notify_many
from club.telecentres.french import french_date
from club.users.models import User

STILL_NEWS = timedelta(days=7)  # so that a worker that was stopped catches up


def register_kinds() -> None:
    """Declare the kind."""
    register_kind(
        DOCUMENTS,
        label="Nouvelles versions des documents du club",
        group="Votre adhésion",
        is_for=may_read_club,
        still_concerns=_still_to_accept,
    )


@transaction.atomic
def publish_and_tell(kind: str, *, text: str, published_on: date | None = None) -> DocumentVersion:
    """Publish a version; the members are told, now or on the day it comes into force.

    Publishing it again tells nobody twice. Raises as `publish_document`.
    """
    document = publish_document(kind, text=text, published_on=published_on)
    if document in DocumentVersion.objects.current():
        tell(document)
    return document


def announce_documents(now: date | None = None) -> None:
    """By day: tell of the versions that have just come into force."""
    today = now or timezone.localdate()
    recent = DocumentVersion.objects.current(today).filter(published_on__gt=today - STILL_NEWS)
    for document in recent:
        tell(document)


def tell(document: DocumentVersion) -> None:
    """Once to each active member who has not accepted it, however many they are."""
    accepted = Acceptance.objects.filter(document=document, user=OuterRef("pk"))
    members = Member.objects.active().filter(user=OuterRef("pk"))
    notify_many(
        User.objects.filter(~Exists(accepted), Exists(members), is_active=True),
        DOCUMENTS,
        title=f"À lire et accepter\u202f: {document}",
        text=(
            f"Cette version est en vigueur depuis le {french_date(document.published_on)}. "
            "Lisez-la et acceptez-la sur la page de votre adhésion."
        ),
        url=reverse("adhesion:page"),
        subject=(f"document-{document.pk}", ""),
        once_key=f"document-{document.pk}",
    )


def _still_to_accept(notifications: list[Notification]) -> Iterable[Notification]:
    """Those whose reader has not accepted meanwhile. One query."""
    rows = Acceptance.objects.filter(user__in={one.user_id for one in notifications})
    accepted = set(rows.values_list("user_id", "document_id"))
    for one in notifications:
        if (one.user_id, int(one.subject_key.rpartition("-")[2])) not in accepted:
            yield one
