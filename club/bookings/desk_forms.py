"""The forms of a desk that has a holder."""

from __future__ import annotations

from typing import Any

from django import forms

from club.bookings.series_forms import LeaveForm, day_field
from club.telecentres.french import WEEKDAYS


class FreeDaysForm(LeaveForm):
    """Days given back: one, or several in a row."""

    du = day_field("Premier jour rendu")


class WeekdaysForm(forms.Form):
    """Days given back every week; none: the desk is theirs every day."""

    jours = forms.TypedMultipleChoiceField(
        label="Jours rendus chaque semaine",
        coerce=int,
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, *args: Any, free: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jours"].initial = list(free)
