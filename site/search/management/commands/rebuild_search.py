from typing import Any

from django.core.management.base import BaseCommand

from search.index import rebuild


class Command(BaseCommand):
    """Index every published page again: after an upgrade, a restored copy or a loaded fixture."""

    help = "Rebuilds the index of the search page."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} pages indexed.")
