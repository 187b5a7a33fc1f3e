from typing import Any

from django.core.management.base import BaseCommand

from club.users.roles import setup_roles


class Command(BaseCommand):
    """Write the roles and their permissions; run it after every migration, as often as wished."""

    help = "Makes the groups of the roles and gives each exactly its permissions."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = setup_roles()
        self.stdout.write(
            "Roles changed: " + ", ".join(changed) if changed else "Roles already in place."
        )
