"""Which place to read in one's own calendar."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms

from club.telecentres.models import Space, Telecentre

CENTRE, SPACE = "c", "e"  # what the number after it is


class PlaceForm(forms.Form):
    """A centre, or one of its spaces: `cleaned_data["place"]` is the row itself. Two queries."""

    place = forms.ChoiceField(
        label="Télécentre ou espace",
        error_messages={
            "required": "Choisissez un télécentre ou un espace.",
            "invalid_choice": "Choisissez un télécentre ou un espace de la liste.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Telecentre | Space] = {}
        choice: Any = self.fields["place"]
        choice.choices = [("", "Choisissez…"), *self._groups()]

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        spaces = defaultdict(list)
        for space in Space.objects.active().order_by("telecentre", "kind", "name"):
            spaces[space.telecentre_id].append(self._option(SPACE, space, space.name))
        return [
            (one.short_name, [self._option(CENTRE, one, "Tout le télécentre"), *spaces[one.pk]])
            for one in Telecentre.objects.active().order_by("short_name")
        ]

    def _option(self, kind: str, row: Telecentre | Space, label: str) -> tuple[str, str]:
        key = f"{kind}{row.pk}"
        self.places[key] = row
        return key, label

    def clean_place(self) -> Telecentre | Space:
        return self.places[self.cleaned_data["place"]]
