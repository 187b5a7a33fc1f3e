from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from club.telecentres.services import import_communes


class Command(BaseCommand):
    """Load communes from a CSV file (see `club.telecentres.services.import_communes`)."""

    help = "Loads communes (INSEE code, name, postcodes, population, coordinates) from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as handle:
                count = import_communes(handle)
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"{count} communes.")
