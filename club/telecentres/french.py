"""How times, dates, distances and numbers are written in French.

Typography: QUALITY §6. A no-break space joins a number to its unit.
"""

from datetime import date, time
from decimal import Decimal

NO_BREAK = "\u00a0"
NARROW = "\u202f"

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def french_time(value: time) -> str:
    """« 9 h », « 14 h 30 », « 9 h 05 »."""
    if value.minute:
        return f"{value.hour}{NO_BREAK}h{NO_BREAK}{value.minute:02d}"
    return f"{value.hour}{NO_BREAK}h"


def french_day(value: date) -> str:
    """« 1er mars », « 2 mars »."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NO_BREAK}{MONTHS[value.month - 1]}"


def french_date(value: date) -> str:
    """« 1er mars 2027 »."""
    return f"{french_day(value)}{NO_BREAK}{value.year}"


def french_weekday(value: date) -> str:
    """« lundi »."""
    return WEEKDAYS[value.weekday()]


def french_number(value: Decimal | float) -> str:
    """« 1 250 », « 12,5 »: narrow spaces between thousands, a comma before at most one decimal."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.replace(",", NARROW).replace(".", ",")
