"""The forms by which the staff decide on a membership."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from club.members.history import ReasonMissing, last_day_of_year

MAX_TEXT = 2000  # characters


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page asks whether one is sure."""


class TextForm(forms.Form):
    """A text that the member reads."""

    text = forms.CharField(max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = ReasonMissing.message


class OptionalTextForm(TextForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class DatesForm(forms.Form):
    """From which day to which day: a year from today, unless told otherwise."""

    starts_on = _day("Premier jour")
    ends_on = _day("Dernier jour, inclus")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"starts_on": today, "ends_on": last_day_of_year(today)}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Le dernier jour doit suivre le premier.")
        return cleaned
