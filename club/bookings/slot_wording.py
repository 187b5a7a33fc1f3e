"""How slots and rules are told in French, as short as a cell of a table and as full as a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from club.bookings.models import BookingRules
from club.bookings.refusals import in_french
from club.bookings.slots import HALF_HOUR, Slot, is_morning
from club.telecentres.french import NARROW, NO_BREAK, french_date, french_day, french_time
from club.telecentres.french import french_weekday as weekday
from club.telecentres.hours import PARIS, local_day
from club.telecentres.models import Space

MORNING, AFTERNOON, WHOLE_DAY = "matin", "après-midi", "toute la journée"
PLURALS = {
    Space.Kind.DESK: "Postes de travail",
    Space.Kind.OFFICE: "Bureaux fermés",
    Space.Kind.MEETING_ROOM: "Salles de réunion",
    Space.Kind.VIDEO_ROOM: "Points visioconférence",
    Space.Kind.TELEMEDICINE: "Points de télémédecine",
    Space.Kind.BRIDGING_HOUSING: "Logements-passerelles",
}


def day_name(day: date) -> str:
    """« mardi 3 mars »."""
    return f"{weekday(day)} {french_day(day)}"


def told_alone(granularity: str, slots: Sequence[Slot]) -> str:
    """The time without its day, for who reads it beside: « matin », « de 9 h à 11 h »."""
    if granularity == Space.Granularity.HALF_DAY:
        if len(slots) > 1:
            return WHOLE_DAY
        return MORNING if is_morning(slots[0]) else AFTERNOON
    if granularity == Space.Granularity.NIGHT:
        return "nuit" if len(slots) == 1 else f"{len(slots)} nuits"
    start, end = slots[0].starts_at.astimezone(PARIS), slots[-1].ends_at.astimezone(PARIS)
    return f"de {french_time(start.time())} à {french_time(end.time())}"


def told(granularity: str, slots: Sequence[Slot]) -> str:
    """The same with its day: « mardi 3 mars matin », « mardi 3 mars, de 9 h à 11 h »,
    « nuit du mardi 3 mars », « 3 nuits à partir du mardi 3 mars ».
    """
    day, alone = day_name(local_day(slots[0].key)), told_alone(granularity, slots)
    if granularity == Space.Granularity.NIGHT:
        return f"nuit du {day}" if len(slots) == 1 else f"{alone} à partir du {day}"
    comma = "" if granularity == Space.Granularity.HALF_DAY and len(slots) == 1 else ","
    return f"{day}{comma} {alone}"


def rules_told(rules: BookingRules, *, today: date) -> list[tuple[str, str]]:
    """What one may do with a space, each with its name."""
    found = [("Durée", _lengths(rules))]
    if rules.opens or rules.closes:
        found.append(("Heures", _hours(rules)))
    last = today + timedelta(days=rules.horizon_days)
    found += [
        ("Délai", _notice(rules)),
        ("Jusqu’à quand", f"Le {french_date(last)}, {rules.horizon_days} jours à l’avance"),
        ("Accord", _approval(rules)),
        ("Pour qui", _who(rules)),
    ]
    return found


def _lengths(rules: BookingRules) -> str:
    least, most = rules.min_slots, rules.max_slots
    if rules.space.granularity == Space.Granularity.HALF_HOUR:
        shortest, longest = in_french(least * HALF_HOUR), _hours_told(most)
        return shortest if least == most else f"De {shortest} à {longest} d’affilée"
    unit = "demi-journée" if rules.space.granularity == Space.Granularity.HALF_DAY else "nuit"
    if least == most:
        return f"{least}{NO_BREAK}{unit}{'s' if least > 1 else ''}"
    return f"De {least} à {most}{NO_BREAK}{unit}s d’affilée"


def _hours_told(halves: int) -> str:
    hours, rest = divmod(halves, 2)
    if not hours:
        return f"30{NO_BREAK}minutes"
    return f"{hours}{NO_BREAK}h{NO_BREAK}30" if rest else in_french(timedelta(hours=hours))


def _hours(rules: BookingRules) -> str:
    told = []
    if rules.opens:
        told.append(f"à partir de {french_time(rules.opens)}")
    if rules.closes:
        told.append(f"jusqu’à {french_time(rules.closes)}")
    return " et ".join(told).capitalize()


def _notice(rules: BookingRules) -> str:
    if rules.notice_minutes:
        return f"{in_french(rules.notice)} avant le début"
    return f"Au dernier moment{NARROW}: même un créneau déjà commencé"


def _approval(rules: BookingRules) -> str:
    if rules.needs_approval:
        return f"L’animateur répond à chaque demande{NARROW}; la place vous est gardée en attendant"
    return f"Aucun à demander{NARROW}: la réservation est confirmée aussitôt"


def _who(rules: BookingRules) -> str:
    return {
        BookingRules.Who.MEMBERS: "Les adhérents du club",
        BookingRules.Who.ACCOUNTS: "Toute personne qui a un compte",
        BookingRules.Who.STAFF: f"L’animateur réserve pour vous{NARROW}: demandez-lui",
    }[BookingRules.Who(rules.who)]
