"""The forms of series: their pattern, their changes, the days of absence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from club.bookings.models import Series
from club.bookings.recurrence import LONGEST, Pattern
from club.bookings.search_forms import CLOCKS
from club.bookings.series_dates import When, today
from club.bookings.series_words import day_told
from club.bookings.slots import NOON
from club.bookings.steps_forms import DetailsForm, TokenForm
from club.telecentres.french import WEEKDAYS, french_time
from club.telecentres.hours import PARIS
from club.telecentres.models import Space, Telecentre

Rhythm, Part = Series.Rhythm, Series.Part
CHOOSE = "Choisissez dans la liste."
CHOICE_ERRORS = {"required": CHOOSE, "invalid_choice": CHOOSE}
WRITE_A_DATE = "Écrivez une date."
EVERY_ERRORS = dict.fromkeys(("invalid", "min_value", "max_value"), "Écrivez un nombre de 1 à 12.")


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": WRITE_A_DATE, "required": WRITE_A_DATE},
        **kwargs,
    )


def part_of(starts_at: datetime, ends_at: datetime) -> str:
    """The part of the day that a booking is."""
    start, end = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    if start.date() != end.date() or start.time() < NOON < end.time():
        return Part.DAY
    return Part.MORNING if start.time() < NOON else Part.AFTERNOON


class PartFields(forms.Form):
    """The part of the day as a space goes: half-days, or hours of a room."""

    moment = forms.ChoiceField(
        label="À quel moment",
        choices=[(part, Part(part).label) for part in (Part.MORNING, Part.AFTERNOON, Part.DAY)],
        error_messages=CHOICE_ERRORS,
    )
    de = forms.ChoiceField(label="De", error_messages=CHOICE_ERRORS)
    a = forms.ChoiceField(label="À", error_messages=CHOICE_ERRORS)

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_hourly = space.granularity == Space.Granularity.HALF_HOUR
        for name in ("moment",) if self.is_hourly else ("de", "a"):
            del self.fields[name]
        clocks = [(f"{clock:%H:%M}", french_time(clock)) for clock in CLOCKS]
        for name in ("de", "a"):
            if name in self.fields:
                self.fields[name].choices = clocks  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.is_hourly and told.get("de", "") >= told.get("a", "~"):
            self.add_error("a", "La fin doit suivre le début.")
        return told

    def when(self) -> When:
        told = self.cleaned_data
        if self.is_hourly:
            hours = time.fromisoformat(told["de"]), time.fromisoformat(told["a"])
            return When(Part.HOURS, *hours)
        return When(told["moment"])


class PatternForm(PartFields, DetailsForm):
    """A rhythm; a plain GET form, so that what it leads to has an address of its own."""

    rythme = forms.ChoiceField(
        label="Quel rythme", choices=Rhythm.choices, error_messages=CHOICE_ERRORS
    )
    toutes = forms.IntegerField(
        label="Une fois toutes les combien de semaines ou de mois",
        min_value=1,
        max_value=12,
        required=False,
        help_text="Par exemple 2 pour une semaine sur deux.",
        error_messages=EVERY_ERRORS,
    )
    jours = forms.TypedMultipleChoiceField(
        label="Quels jours de la semaine",
        coerce=int,
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour une série de chaque semaine.",
        error_messages={"invalid_choice": CHOOSE, "required": "Cochez au moins un jour."},
    )
    du = day_field("À partir du")
    au = day_field("Jusqu’au", help_text="Ce jour compris.")
    field_order = ("rythme", "jours", "toutes", "moment", "de", "a", "du", "au", "titre", "montre")

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, space=space, **kwargs)
        rhythm = self.data.get("rythme", Rhythm.WEEKLY)
        self.fields["jours"].required = rhythm == Rhythm.WEEKLY
        if space.kind == Space.Kind.TELEMEDICINE:  # nothing is written of what it is used for
            del self.fields["titre"], self.fields["montre"]

    def clean_du(self) -> date:
        return _in_reach(self.cleaned_data["du"])

    def clean_au(self) -> date:
        return _in_reach(self.cleaned_data["au"])

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("du") and told.get("au") and told["au"] < told["du"]:
            self.add_error("au", "La fin doit suivre le début.")
        return told

    def pattern(self) -> Pattern:
        told = self.cleaned_data
        is_weekly = told["rythme"] == Rhythm.WEEKLY
        return Pattern(
            told["du"],
            told["au"],
            told["rythme"],
            told["toutes"] or 1,
            tuple(told["jours"]) if is_weekly else (),
        )

    def titles(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"title": told.get("titre", ""), "shows_title": told.get("montre", False)}


class CancelForm(forms.Form):
    """Which dates of a series are given back."""

    ONE, FOLLOWING, ALL = "une", "suite", "toutes"
    jour = forms.DateField(required=False, widget=forms.HiddenInput)
    portee = forms.ChoiceField(
        label="Quelles dates", widget=forms.RadioSelect, error_messages=CHOICE_ERRORS
    )

    def __init__(self, *args: Any, day: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        told = day_told(day) if day else ""
        one = [
            (self.ONE, f"Seulement le {told}"),
            (self.FOLLOWING, f"Le {told} et toutes les dates qui suivent"),
        ]
        self.fields["portee"].choices = [  # type: ignore[attr-defined]
            *(one if day else ()),
            (self.ALL, "Toutes les dates à venir de la série"),
        ]
        self.fields["portee"].initial = self.ONE if day else self.ALL

    def asked(self) -> dict[str, date | None]:
        """As `cancel_dates` wants it."""
        scope = self.cleaned_data["portee"]
        if scope == self.ONE:
            return {"only": self.day}
        return {"from_day": self.day} if scope == self.FOLLOWING else {}


class ChangeForm(PartFields, TokenForm):
    """Another part of the day or another space, from a date on."""

    depuis = forms.ChoiceField(
        label="À partir de quelle date", required=False, error_messages=CHOICE_ERRORS
    )
    espace = forms.ChoiceField(label="Espace", error_messages=CHOICE_ERRORS)
    field_order = ("depuis", "espace", "moment", "de", "a", "form_token")

    def __init__(
        self,
        *args: Any,
        space: Space,
        days: Sequence[date],
        spaces: Sequence[tuple[Telecentre, Sequence[Space]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, space=space, **kwargs)
        self.spaces = {str(one.pk): one for _centre, some in spaces for one in some}
        dates = [(day.isoformat(), day_told(day).capitalize()) for day in days]
        self.fields["depuis"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes les dates à venir"),
            *dates,
        ]
        self.fields["espace"].choices = [  # type: ignore[attr-defined]
            (centre.short_name, [(str(one.pk), one.name) for one in some])
            for centre, some in spaces
        ]

    def clean_espace(self) -> Space:
        return self.spaces[self.cleaned_data["espace"]]

    def clean_depuis(self) -> date | None:
        told = self.cleaned_data["depuis"]
        return date.fromisoformat(told) if told else None


class ExtendForm(forms.Form):
    """Until when a series goes on."""

    au = day_field("Prolonger jusqu’au")

    def clean_au(self) -> date:
        return _in_reach(self.cleaned_data["au"])


class LeaveForm(TokenForm):
    """Days of absence."""

    du = day_field("Premier jour d’absence")
    au = day_field("Dernier jour", required=False, help_text="Vide\u202f: ce seul jour.")
    field_order = ("du", "au", "form_token")

    def clean_du(self) -> date:
        return _in_reach(self.cleaned_data["du"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first = told.get("du")
        if first and "au" in told:
            told["au"] = told["au"] or first
            if not first <= told["au"] <= first + LONGEST:
                self.add_error("au", "La fin doit suivre le début, de deux ans au plus.")
        return told


def _in_reach(day: date) -> date:
    """Neither passed nor beyond what may be booked. Raises ValidationError."""
    if day < today():
        raise forms.ValidationError("Ce jour est passé\u202f: choisissez-en un à venir.")
    if day > today() + LONGEST:
        raise forms.ValidationError("C’est trop loin\u202f: choisissez un jour d’ici deux ans.")
    return day
