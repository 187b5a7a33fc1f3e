"""The fields of the forms that anyone may send: a name, an address, a telephone, each on a line."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

# Unicode categories that no text of ours holds: controls and halves of characters.
UNREADABLE = frozenset(["Cc", "Cs"])
MAX_ADDRESS = 254  # characters that our models keep
LINE_BREAKS = frozenset(["Zl", "Zp"])


def refuse_unreadable(value: str) -> None:
    """Raise ValidationError for control characters (but tabs and ends of lines)."""
    for char in value:
        # The null character has Django's own message.
        if char not in "\t\n\x00" and unicodedata.category(char) in UNREADABLE:
            raise ValidationError(
                "Ce texte contient un caractère invisible que nous ne pouvons pas enregistrer : "
                "effacez-le, ou retapez la ligne.",
                code="unreadable",
            )


def refuse_lines(value: str) -> None:
    """Raise ValidationError for what would start a new line, in a page or in a mail's header."""
    for char in value:
        if char != "\x00" and unicodedata.category(char) in UNREADABLE | LINE_BREAKS:
            raise ValidationError("Ce champ tient sur une seule ligne.", code="lines")


class LineField(forms.CharField):
    """Text on one line."""

    default_validators = [refuse_lines]


class AddressField(forms.EmailField):
    """An e-mail address, safe in a header."""

    default_validators = [*forms.EmailField.default_validators, refuse_lines]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=MAX_ADDRESS,
            error_messages={
                "required": "Indiquez votre adresse électronique.",
                "max_length": "Cette adresse est trop longue : 254\u00a0caractères au plus.",
                "invalid": "Cette adresse n’est pas complète. Exemple\u202f: prenom.nom@exemple.fr",
            },
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            **kwargs,
        )


def name_field() -> LineField:
    return LineField(
        label="Votre nom",
        max_length=80,
        error_messages={
            "required": "Indiquez votre nom.",
            "max_length": "Ce nom est trop long : 80\u00a0caractères au plus.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def phone_field() -> LineField:
    return LineField(
        label="Votre téléphone",
        required=False,
        max_length=20,
        validators=[
            RegexValidator(
                r"^[0-9+ ().\u00a0\u202f-]{6,20}\Z",
                "Écrivez des chiffres. Exemple\u202f: 04 71 00 00 00",
            )
        ],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
