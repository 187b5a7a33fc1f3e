"""Where one may come instead: addresses of the form of a first visit, its half-day chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from club.bookings.alternatives import Alternative
from club.bookings.slots import NOON
from club.bookings.wording import french_span
from club.notifications.links import NextStep
from club.telecentres.hours import PARIS
from club.telecentres.models import Telecentre


def visit_url(telecentre: Telecentre, starts_at: datetime | None = None) -> str:
    """The form of a centre; with `starts_at`, the half-day that begins then is chosen."""
    address = reverse("first_visits:ask", args=[telecentre.slug])
    if starts_at is None:
        return address
    start = starts_at.astimezone(PARIS)
    half = "matin" if start.time() < NOON else "apres-midi"
    return f"{address}?creneau={start.date().isoformat()}-{half}"


def alternative_links(found: Iterable[Alternative], *, asked_at: Telecentre) -> list[NextStep]:
    """One for each half-day of a centre, in the order given: several desks make one."""
    steps: dict[str, NextStep] = {}
    for one in found:
        centre = one.space.telecentre
        when = french_span(one.starts_at, one.ends_at)
        where = (
            "" if centre.pk == asked_at.pk else f"{centre.name}, à {one.minutes}\u00a0min\u202f: "
        )
        url = visit_url(centre, one.starts_at)
        steps.setdefault(url, NextStep(f"{where}{when}", url))
    return list(steps.values())
