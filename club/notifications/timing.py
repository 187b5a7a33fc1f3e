"""When mails may leave: quiet hours and digests, in the hours of the Cantal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from club.notifications.models import Frequency

QUIET_FROM = time(21)
QUIET_UNTIL = time(7)
DIGEST_HOUR = time(7)
MONDAY = 0


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())


def after_quiet_hours(now: datetime) -> datetime:
    """`now`, or the 7 h that ends the quiet hours in which it falls."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    if local.time() >= QUIET_FROM:
        return _at(local.date() + timedelta(days=1), QUIET_UNTIL)
    if local.time() < QUIET_UNTIL:
        return _at(local.date(), QUIET_UNTIL)
    return now


def next_digest(frequency: str, now: datetime) -> datetime:
    """The next daily digest (7 h) or weekly one (Monday, 7 h), strictly after `now`."""
    day = timezone.localtime(now, timezone.get_default_timezone()).date()
    while True:
        due = _at(day, DIGEST_HOUR)
        if due > now and (frequency == Frequency.DAILY or day.weekday() == MONDAY):
            return due
        day += timedelta(days=1)


def due_at(frequency: str, now: datetime, *, ignores_quiet_hours: bool = False) -> datetime | None:
    """When the mail of what happens `now` is due; None when there is none to write."""
    if frequency == Frequency.NEVER:
        return None
    if frequency == Frequency.AT_ONCE:
        return now if ignores_quiet_hours else after_quiet_hours(now)
    return next_digest(frequency, now)
