"""When and why a centre closes, as its animateur types it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from club.telecentres.hours import instant
from club.telecentres.models import Closure
from club.users.models import single_line

FARTHEST = timedelta(days=800)
DAY = timedelta(days=1)


class ClosureForm(forms.Form):
    """Without a clock, a closure begins or ends with the day."""

    first_on = forms.DateField(
        label="Du",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Donnez le premier jour.", "invalid": "Donnez un jour."},
    )
    opens = forms.TimeField(
        label="À partir de",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Vide\u202f: dès le matin.",
        error_messages={"invalid": "Donnez une heure, comme 14:30."},
    )
    last_on = forms.DateField(
        label="Au",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Donnez le dernier jour.", "invalid": "Donnez un jour."},
    )
    closes = forms.TimeField(
        label="Jusqu’à",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Vide\u202f: jusqu’au soir.",
        error_messages={"invalid": "Donnez une heure, comme 14:30."},
    )
    reason = forms.CharField(
        label="Raison",
        max_length=120,
        validators=[single_line],
        help_text="Les personnes prévenues la lisent\u202f: "
        "«\u202fcongés\u202f», «\u202fdégât des eaux\u202f»…",
        error_messages={"required": "Donnez la raison\u202f: les personnes prévenues la lisent."},
    )
    message = forms.CharField(
        label="Message aux visiteurs",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Montré sur la page du télécentre jusqu’à la réouverture.",
    )

    def clean_first_on(self) -> date:
        return _near(self.cleaned_data["first_on"])

    def clean_last_on(self) -> date:
        return _near(self.cleaned_data["last_on"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.errors:
            return told
        starts_at, ends_at = self.span(told)
        if ends_at <= starts_at:
            self.add_error("last_on", "La fin doit suivre le début.")
        elif ends_at <= timezone.now():
            self.add_error("last_on", "Cette fermeture serait déjà terminée.")
        return told

    @staticmethod
    def span(told: dict[str, Any]) -> tuple[datetime, datetime]:
        """The instants that were typed."""
        starts_at = instant(told["first_on"], told["opens"] or time())
        if told["closes"]:
            return starts_at, instant(told["last_on"], told["closes"])
        return starts_at, instant(told["last_on"] + DAY, time())

    def closure(self) -> Closure:
        """What was typed, not saved."""
        told = self.cleaned_data
        starts_at, ends_at = self.span(told)
        return Closure(
            starts_at=starts_at,
            ends_at=ends_at,
            reason=told["reason"],
            message=told["message"],
        )


def _near(day: date) -> date:
    if abs(day - timezone.localdate()) > FARTHEST:
        raise forms.ValidationError("Cette date est trop loin d’aujourd’hui.")
    return day
