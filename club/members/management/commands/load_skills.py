from typing import Any

from django.core.management.base import BaseCommand

from club.members.skills import load_skills


class Command(BaseCommand):
    """Put the trades and know-hows of `club/members/data/skills.csv` on the controlled list.

    Idempotent: what the staff renamed, merged or added is left alone.
    """

    help = "Loads the controlled list of skills (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Skills added or approved: {load_skills()}")
