"""`{% load bookings_words %}`: when a booking is, in French."""

from typing import Any

from django import template
from django.utils import timezone

from club.bookings import wording
from club.telecentres.french import french_time

register = template.Library()
register.filter("french_when", wording.french_when)


@register.filter
def french_clocks(stretch: Any) -> str:
    """« 9 h – 12 h 30 », of what has a beginning and an end."""
    ends = (stretch.starts_at, stretch.ends_at)
    return " – ".join(french_time(timezone.localtime(moment).time()) for moment in ends)
