"""How long an offer of the waiting list stands: two hours, of which quiet hours do not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from club.notifications.timing import QUIET_FROM, QUIET_UNTIL, after_quiet_hours
from club.telecentres.hours import instant, local_day

OFFER_LASTS = timedelta(hours=2)
LEAST_NOTICE = timedelta(hours=2)  # before the beginning: less is no time to come


def offer_until(now: datetime, starts_at: datetime) -> datetime:
    """The end of an offer made `now` (instants, UTC): never between 21 h and 7 h, nor after
    `starts_at`.
    """
    begins = after_quiet_hours(now).astimezone(UTC)
    ends = begins + OFFER_LASTS
    day = local_day(begins)
    evening = instant(day, QUIET_FROM)
    if ends > evening:
        ends = instant(day + timedelta(days=1), QUIET_UNTIL) + (ends - evening)
    return min(ends, starts_at)


def can_be_offered(now: datetime, starts_at: datetime) -> bool:
    """Whether two hours are left once the person can read of it."""
    return after_quiet_hours(now) + LEAST_NOTICE <= starts_at
