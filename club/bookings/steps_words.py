"""What the first step reads like: slots and lengths in French."""

from __future__ import annotations

from datetime import datetime

from club.bookings.slots import Slot, is_morning
from club.telecentres.french import NO_BREAK, french_day, french_time, french_weekday
from club.telecentres.hours import PARIS, local_day
from club.telecentres.models import Space

Granularity = Space.Granularity


def start_label(space: Space, slot: Slot) -> str:
    """« matin », « 9 h 30 », « mardi 8 décembre »: under the name of its day, but for nights."""
    if space.granularity == Granularity.HALF_DAY:
        return "matin" if is_morning(slot) else "après-midi"
    if space.granularity == Granularity.NIGHT:
        return day_label(slot.starts_at)
    return _clock(slot.starts_at)


def start_detail(space: Space, slot: Slot) -> str:
    """Of a half-day, its hours: « 9 h – 12 h 30 »."""
    if space.granularity == Granularity.HALF_DAY:
        return f"{_clock(slot.starts_at)} – {_clock(slot.ends_at)}"
    return ""


def end_label(starts_at: datetime, ends_at: datetime) -> str:
    """« 12 h 30 » the same day, « mercredi 9 décembre » later."""
    return _clock(ends_at) if _is_same_day(starts_at, ends_at) else day_label(ends_at)


def end_detail(space: Space, starts_at: datetime, ends_at: datetime, count: int) -> str:
    """« 2 demi-journées » the same day, « 12 h 30, 3 demi-journées » later."""
    length = length_label(space, count)
    return length if _is_same_day(starts_at, ends_at) else f"{_clock(ends_at)}, {length}"


def length_label(space: Space, count: int) -> str:
    """So many slots: « une demi-journée », « 1 h 30 », « 3 nuits »."""
    if space.granularity == Granularity.HALF_DAY:
        return "une demi-journée" if count == 1 else f"{count} demi-journées"
    if space.granularity == Granularity.NIGHT:
        return "une nuit" if count == 1 else f"{count} nuits"
    hours, half = divmod(count, 2)
    if not hours:
        return f"30{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}30" if half else "")


def day_label(moment: datetime) -> str:
    """« mardi 8 décembre »."""
    day = local_day(moment)
    return f"{french_weekday(day)} {french_day(day)}"


def beginning_label(moment: datetime) -> str:
    """« mardi 8 décembre à 9 h »."""
    return f"{day_label(moment)} à {_clock(moment)}"


def _is_same_day(starts_at: datetime, ends_at: datetime) -> bool:
    return local_day(starts_at) == local_day(ends_at)


def _clock(moment: datetime) -> str:
    return french_time(moment.astimezone(PARIS).time())
