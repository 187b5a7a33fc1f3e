"""`{% load closure_words %}`: when a centre is closed, in French."""

from datetime import time, timedelta

from django import template

from club.bookings.wording import french_span
from club.telecentres.french import french_date, french_weekday
from club.telecentres.hours import PARIS
from club.telecentres.models import Closure

register = template.Library()


@register.filter
def french_closed(closure: Closure) -> str:
    """« le mardi 8 décembre 2026 », « du … au … inclus »; with the clocks unless by whole days."""
    start, end = closure.starts_at.astimezone(PARIS), closure.ends_at.astimezone(PARIS)
    if start.time() != time() or end.time() != time():
        told = french_span(closure.starts_at, closure.ends_at)
        return told if told.startswith("du ") else f"le {told}"
    first, last = start.date(), end.date() - timedelta(days=1)
    begins = f"{french_weekday(first)} {french_date(first)}"
    if first == last:
        return f"le {begins}"
    return f"du {begins} au {french_weekday(last)} {french_date(last)} inclus"
