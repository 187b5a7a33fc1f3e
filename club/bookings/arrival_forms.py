"""The code of the day."""

from __future__ import annotations

from typing import Any

from django import forms

CODE_LENGTH = 4
TYPE_IT = "Tapez les quatre chiffres affichés à l’entrée du télécentre."


class CodeForm(forms.Form):
    """Spaces typed between the digits do not matter."""

    code = forms.CharField(
        label="Code du jour",
        max_length=3 * CODE_LENGTH,
        help_text="Quatre chiffres, affichés à l’entrée du télécentre.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": TYPE_IT, "max_length": TYPE_IT},
    )
    telecentre = forms.TypedChoiceField(
        label="Télécentre",
        coerce=int,
        error_messages={"required": "Choisissez.", "invalid_choice": "Choisissez dans la liste."},
    )
    field_order = ("telecentre", "code")

    def __init__(self, *args: Any, centres: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["telecentre"].choices = list(centres.items())  # type: ignore[attr-defined]
        if len(centres) == 1:
            self.fields["telecentre"].widget = forms.HiddenInput()
            self.fields["telecentre"].initial = next(iter(centres))
