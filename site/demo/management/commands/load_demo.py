import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from club.notifications.background import drain
from demo.load.accounts import ACCOUNTS, load_accounts
from demo.load.bookings import load_bookings
from demo.load.conversations import load_conversations
from demo.load.days import load_days
from demo.load.notifications import load_notifications
from demo.load.passes import load_passes
from demo.load.people import load_people
from demo.load.places import load_places
from demo.load.reset import remove_demo
from demo.load.services import load_service_requests
from demo.load.site_pages import load_pages


class Command(BaseCommand):
    """Fill the site with the demonstration network; what already stands is left alone.

    The password of the demonstration accounts is DEMO_PASSWORD; without it, one is drawn at the
    first load and kept in VAR_DIR/demo_password. Refuses to run where IS_DEMONSTRATION is false.
    """

    help = "Loads the demonstration network (idempotent). --reset removes it first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="remove the demo data, then load")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError(
                "This is not a demonstration site: load_demo would mix invented people with real "
                "ones. Set IS_DEMONSTRATION=true only on a database that may be thrown away."
            )
        password = demo_password()
        with transaction.atomic():
            if options["reset"]:
                remove_demo()
            load_accounts(password)
            load_places(timezone.localdate())
            load_people(timezone.localdate())
            load_service_requests()
            load_bookings(timezone.localdate())
            load_days(timezone.localdate())
            load_passes(timezone.localdate())
            load_pages()
            load_conversations()
            load_notifications()
        # Indexes are right as soon as the command ends, whether a worker runs or not.
        drain()
        self.stdout.write("Demonstration network in place. Accounts, all with the same password:")
        for account in ACCOUNTS:
            role = (
                "Superutilisateur" if account.is_superuser else account.role or "Compte sans rôle"
            )
            self.stdout.write(f"  {account.email:<28} {role}")
        self.stdout.write(f"Password: {password}")


def demo_password() -> str:
    """DEMO_PASSWORD, else the one kept in VAR_DIR, drawn at the first call."""
    given = os.environ.get("DEMO_PASSWORD", "")
    if given:
        return given
    path = settings.VAR / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"cantal-{secrets.token_urlsafe(9)}\n", encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()
