"""Panels of the back office's home page that concern the club."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from laces.components import Component

from club.telecentres import package
from club.telecentres.french import french_time
from club.telecentres.hours import DayHours, local_day, schedules_around
from club.telecentres.perms import telecentres_of
from club.users.models import User


def day_in_words(hours: DayHours) -> str:
    """« 9 h – 12 h 30, 14 h – 18 h », evenings by code told apart; « fermé » if shut."""
    if hours.is_closed:
        return "fermé"
    return ", ".join(
        f"{french_time(one.opens)} – {french_time(one.closes)}{' avec le code' * one.is_code}"
        for one in hours.ranges
    )


class CentresPanel(Component):
    """« Aujourd’hui dans mes télécentres ». Four queries, whatever the number of centres."""

    order = 50
    template_name = "dashboard/centres_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def lines(self) -> list[dict[str, Any]]:
        """One line per centre this account looks after."""
        now = timezone.now()
        centres = list(telecentres_of(self.user).active())
        found = schedules_around(centres, now)
        lines = []
        for centre in centres:
            schedule = found[centre.pk]
            today = schedule.hours_for(local_day(now))
            lines.append(
                {
                    "telecentre": centre,
                    "status": schedule.status_at(now),
                    "hours": day_in_words(today),
                    "note": today.note,
                    "edit_url": reverse("telecentres_telecentre_modeladmin_edit", args=[centre.pk]),
                }
            )
        return lines

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"lines": self.lines()}


class CoveragePanel(Component):
    """« Le bouquet de services » for who manages the network: where the promise is not kept."""

    order = 60
    template_name = "dashboard/coverage_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "lines": [
                {
                    "coverage": one,
                    "edit_url": reverse(
                        "telecentres_telecentre_modeladmin_edit", args=[one.telecentre.pk]
                    ),
                }
                for one in package.matrix().coverage()
            ]
        }
