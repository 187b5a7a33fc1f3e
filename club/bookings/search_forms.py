"""« Trouver une place »: a form whose state is the address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from club.bookings.searching import PARTS, Wish
from club.bookings.slot_wording import MORNING
from club.telecentres.french import french_date, french_time
from club.telecentres.models import Equipment, Space, Telecentre

KINDS = {
    "poste": Space.Kind.DESK,
    "bureau": Space.Kind.OFFICE,
    "salle": Space.Kind.MEETING_ROOM,
    "visio": Space.Kind.VIDEO_ROOM,
    "telemedecine": Space.Kind.TELEMEDICINE,
    "logement": Space.Kind.BRIDGING_HOUSING,
}
KIND_WORDS = {kind: word for word, kind in KINDS.items()}
USUAL_KIND = "poste"
ANYWHERE = "toutes"
DISTANCES = ("15", "30", "45", "60", "90")
FARTHEST = timedelta(days=730)  # the longest horizon that rules allow
MOST_NIGHTS = 92
CLOCKS = [time(hour, minute) for hour in range(7, 22) for minute in (0, 30)]
UNKNOWN = {"invalid_choice": "«\u202f%(value)s\u202f» n’est pas dans la liste\u202f: choisissez-y."}
ISO_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
# What each way of counting time asks.
TIME_FIELDS = {
    Space.Granularity.HALF_DAY: ("moment",),
    Space.Granularity.HALF_HOUR: ("de", "a"),
    Space.Granularity.NIGHT: ("nuits",),
}


class SearchForm(forms.Form):
    """Bound to the address, completed by `with_defaults`: it is valid before anything is typed."""

    nature = forms.CharField(required=False, widget=forms.HiddenInput)
    jour = forms.DateField(
        label="Quel jour", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    moment = forms.ChoiceField(
        label="À quel moment",
        choices=[(part, part.capitalize()) for part in PARTS],
        error_messages=UNKNOWN,
    )
    de = forms.ChoiceField(label="De", error_messages=UNKNOWN)
    a = forms.ChoiceField(label="À", error_messages=UNKNOWN)
    nuits = forms.IntegerField(label="Combien de nuits", min_value=1, max_value=MOST_NIGHTS)
    depuis = forms.ChoiceField(label="Autour de", error_messages=UNKNOWN)
    minutes = forms.ChoiceField(
        label="À quelle distance",
        choices=[
            *((one, f"à moins de {one}\u00a0minutes") for one in DISTANCES),
            (ANYWHERE, "peu importe"),
        ],
        error_messages=UNKNOWN,
    )
    equipement = forms.MultipleChoiceField(
        label="Équipement",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=UNKNOWN,
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        centres: Sequence[Telecentre],
        equipment: Sequence[Equipment],
        today: date,
    ) -> None:
        super().__init__(data)
        self.centres = {centre.slug: centre for centre in centres}
        self.today = today
        self.kind = KINDS.get(str(data.get("nature", "")), KINDS[USUAL_KIND])
        asked = TIME_FIELDS[Space.USUAL_GRANULARITY[self.kind]]
        for name in {name for names in TIME_FIELDS.values() for name in names} - set(asked):
            del self.fields[name]
        if self.kind == Space.Kind.BRIDGING_HOUSING:
            self.fields["jour"].label = "Arrivée le"
        clocks = [(f"{clock:%H:%M}", french_time(clock)) for clock in CLOCKS]
        choices = {
            "de": clocks,
            "a": clocks,
            "depuis": [(centre.slug, centre.short_name) for centre in centres],
            "equipement": [(item.slug, item.name) for item in equipment],
        }
        for name in choices.keys() & self.fields.keys():
            self.fields[name].choices = choices[name]  # type: ignore[attr-defined]
        widget: Any = self.fields["jour"].widget
        if ISO_DATE.fullmatch(str(data.get("jour", ""))):
            widget.attrs["min"] = today.isoformat()
        else:
            widget.input_type = "text"  # a date field of a browser would lose what was typed
        self.fields["depuis"].required = bool(centres)

    @property
    def time_fields(self) -> list[forms.BoundField]:
        names = TIME_FIELDS[Space.USUAL_GRANULARITY[self.kind]]
        return [self["jour"], *(self[name] for name in names)]

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self["depuis"], self["minutes"]]

    def clean_nature(self) -> str:
        word: str = self.cleaned_data["nature"]
        if word not in KINDS:
            self.add_error(None, "Cette nature d’espace n’existe pas\u202f: choisissez-en une.")
        return word

    def clean_jour(self) -> date:
        day: date = self.cleaned_data["jour"]
        if day < self.today:
            raise ValidationError("Ce jour est passé\u202f: choisissez-en un à venir.")
        if day > self.today + FARTHEST:
            last = french_date(self.today + FARTHEST)
            raise ValidationError(f"C’est trop loin\u202f: choisissez un jour avant le {last}.")
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("de") and found.get("a") and found["a"] <= found["de"]:
            self.add_error("a", "La fin doit suivre le début.")
        return found

    def wish(self) -> Wish:
        """What a valid form asks."""
        found = self.cleaned_data
        minutes = found["minutes"]
        return Wish(
            kind=self.kind,
            day=found["jour"],
            part=found.get("moment", MORNING),
            opens=time.fromisoformat(found.get("de", "09:00")),
            closes=time.fromisoformat(found.get("a", "11:00")),
            nights=found.get("nuits", 1),
            origin=self.centres.get(found["depuis"]),
            minutes=None if minutes == ANYWHERE else int(minutes),
            equipment=tuple(found["equipement"]),
        )


def with_defaults(data: QueryDict, *, today: date, origin: Telecentre | None) -> QueryDict:
    """The address completed: a desk tomorrow morning, as near as possible."""
    usual = {
        "nature": USUAL_KIND,
        "jour": (today + timedelta(days=1)).isoformat(),
        "moment": MORNING,
        "de": "09:00",
        "a": "11:00",
        "nuits": "1",
        "depuis": origin.slug if origin else "",
        "minutes": ANYWHERE,
    }
    completed = data.copy()
    for name, value in usual.items():
        completed.setdefault(name, value)
    return completed
