"""Reading the mails of the outbox as a mail program would."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.core.mail.backends.base import BaseEmailBackend

from club.notifications.models import OutboxMail


def mail_in(row: OutboxMail) -> EmailMessage:
    """The message of a row, parsed."""
    return message_from_bytes(bytes(row.content), policy=policy.default)


def part_of(message: EmailMessage, kind: str) -> str:
    """Its « plain » or « html » part."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def text_of(row: OutboxMail) -> str:
    return part_of(mail_in(row), "plain")


def texts_by_recipient() -> dict[str, str]:
    """Every text of the outbox, by address."""
    return {row.recipients: text_of(row) for row in OutboxMail.objects.all()}


class DyingBackend(BaseEmailBackend):
    """The process ends at the very moment at which mails are written."""

    def send_messages(self, email_messages: Sequence[object]) -> int:
        raise KeyboardInterrupt
