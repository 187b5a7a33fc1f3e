from typing import Any

from django.core.management.base import BaseCommand

from pages.services import purge_expired


class Command(BaseCommand):
    """Delete what was promised to be deleted; to be run each night, harmless if run again.

    Messages of the contact page live ContactMessage.KEEP_DAYS days, refused comments
    services.KEEP_REFUSED_DAYS days after their refusal.
    """

    help = "Deletes contact messages and refused comments older than a year (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in purge_expired().items():
            self.stdout.write(f"{label}: {count} deleted")
