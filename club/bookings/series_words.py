"""Series in French: their rhythm, their part of the day, their dates."""

from __future__ import annotations

from datetime import date

from club.bookings.models import Series
from club.bookings.recurrence import LAST_OF_MONTH, Pattern, pattern_of, rank_in_month
from club.bookings.series_dates import When
from club.telecentres.french import WEEKDAYS, french_date, french_time, french_weekday

Rhythm, Part = Series.Rhythm, Series.Part
RANKS = ("premier", "deuxième", "troisième", "quatrième", "dernier")


def rhythm_told(pattern: Pattern) -> str:
    """« chaque semaine, le mardi et le jeudi », « tous les 2 mois, le dernier lundi »."""
    anchor = pattern.counted_from
    if pattern.rhythm == Rhythm.WEEKLY:
        often = "chaque semaine"
        if pattern.every > 1:
            often = f"toutes les {pattern.every}\u00a0semaines"
        days = sorted(set(pattern.weekdays)) or [anchor.weekday()]
        return f"{often}, {_listed([f'le {WEEKDAYS[day]}' for day in days])}"
    often = "chaque mois" if pattern.every == 1 else f"tous les {pattern.every}\u00a0mois"
    if pattern.rhythm == Rhythm.MONTHLY_DAY:
        return f"{often}, le {'1er' if anchor.day == 1 else anchor.day}"
    rank = RANKS[min(rank_in_month(anchor), LAST_OF_MONTH) - 1]
    return f"{often}, le {rank} {french_weekday(anchor)}"


def when_told(when: When) -> str:
    """« le matin », « de 9 h à 11 h »."""
    if when.opens and when.closes:
        return f"de {french_time(when.opens)} à {french_time(when.closes)}"
    return str(Part(when.part).label)


def pattern_told(pattern: Pattern, when: When) -> str:
    """The whole of it on one line."""
    span = f"du {french_date(pattern.first_on)} au {french_date(pattern.last_on)}"
    return f"{rhythm_told(pattern)}, {when_told(when)}, {span}"


def series_told(series: Series) -> str:
    return pattern_told(pattern_of(series), When.of(series))


def day_told(day: date) -> str:
    """« mardi 8 décembre 2026 »."""
    return f"{french_weekday(day)} {french_date(day)}"


def _listed(parts: list[str]) -> str:
    return " et ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
