"""The number of a French establishment, checked by its key."""

import re

from django.core.exceptions import ValidationError

LA_POSTE = "356000000"  # its establishments follow a rule of their own (INSEE)
_SPACES = re.compile(r"[\s.\u00a0\u202f-]+")


def clean_siret(text: str) -> str:
    """The digits of a SIRET as people write it, without spaces, dots and hyphens."""
    return _SPACES.sub("", text)


def is_siret(text: str) -> bool:
    """Whether these are 14 digits whose key is right: Luhn's, or a sum in fives for La Poste."""
    if not re.fullmatch(r"[0-9]{14}", text) or text == "0" * 14:
        return False
    digits = [int(digit) for digit in text]
    if text.startswith(LA_POSTE) and sum(digits) % 5 == 0:
        return True
    doubled = (digit * 2 if place % 2 == 0 else digit for place, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def validate_siret(text: str) -> None:
    """Raise ValidationError, in French, for anything but a SIRET in 14 digits."""
    if not is_siret(text):
        raise ValidationError(
            "Ce numéro SIRET n’existe pas\u202f: vérifiez ses 14 chiffres.",
            code="siret",
        )
