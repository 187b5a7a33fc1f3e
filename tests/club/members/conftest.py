import pytest
from django.core import mail

from club.notifications.models import Notification


@pytest.fixture
def sent():
    """`sent()`: the mails written since the last call, as (address, subject), in order."""

    def read() -> list[tuple[str, str]]:
        written = [(message.to[0], message.subject) for message in mail.outbox]
        mail.outbox.clear()
        return written

    return read


@pytest.fixture
def told():
    """`told()`: what people were told since the last call, as (address, title), in order."""
    seen = set()

    def read() -> list[tuple[str, str]]:
        new = Notification.objects.exclude(pk__in=seen).select_related("user").order_by("pk")
        rows = list(new)
        seen.update(row.pk for row in rows)
        return [(row.user.email, row.title) for row in rows]

    return read
