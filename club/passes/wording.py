"""Units, euros and months in French."""

from __future__ import annotations

from decimal import Decimal

from club.passes.models import Unit
from club.telecentres.french import NARROW, NO_BREAK

PLURALS = {
    Unit.HALF_DAY: ("demi-journée", "demi-journées"),
    Unit.ROOM_HOUR: ("heure de salle", "heures de salle"),
    Unit.TRAINING: ("formation", "formations"),
}


def units_in_words(count: int, unit: str) -> str:
    """« 1 demi-journée », « 3 heures de salle »."""
    one, many = PLURALS[Unit(unit)]
    return f"{count}{NO_BREAK}{many if abs(count) > 1 else one}"


def euros(amount: Decimal) -> str:
    """« 10 € », « 1 250,50 € »."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return text.replace(",", NARROW).replace(".", ",") + f"{NO_BREAK}€"


def saving_in_words(full: Decimal, due: Decimal) -> str:
    """« Vous auriez payé 60 €, vous payez 40 €. »; nothing was saved: only what is paid."""
    if due < full:
        return f"Vous auriez payé {euros(full)}, vous payez {euros(due)}."
    return f"Vous payez {euros(due)}."
