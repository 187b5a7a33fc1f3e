"""Django's mail backend of this site: every mail becomes a row of the outbox.

Django, Wagtail, allauth and our own code all send through it. The row is in the caller's
transaction: nothing leaves for work that is rolled back, and no page waits for a mail server.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from club.notifications.services import write_mails


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return write_mails(email_messages)
