"""The form of the waiting list."""

from __future__ import annotations

from django import forms

from club.bookings.search_forms import DISTANCES
from club.bookings.steps_forms import TokenForm

HERE = "ici"
CHOOSE = "Choisissez dans la liste."


class WaitingForm(TokenForm):
    """Where one would go, if a place came free."""

    ou = forms.ChoiceField(
        label="Où viendriez-vous",
        widget=forms.RadioSelect,
        choices=[
            (HERE, "Dans ce télécentre seulement"),
            *(
                (minutes, f"Ou à moins de {minutes}\u00a0minutes par la route")
                for minutes in DISTANCES
            ),
        ],
        initial=HERE,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    field_order = ("ou", "form_token")

    def within_minutes(self) -> int | None:
        told = self.cleaned_data["ou"]
        return None if told == HERE else int(told)
