"""How allauth behaves here."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

logger = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the network's team; a mail server away never breaks a page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nothing to fill: an account has no user name."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, and log a refusal instead of telling it: the answer must not differ by account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # smtplib's errors are OSErrors too
            logger.exception("account_mail_not_sent", template=template_prefix)
