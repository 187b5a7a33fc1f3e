"""How often to write, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms

from club.notifications.kinds import Kind
from club.notifications.models import Frequency

UNKNOWN = "Choisissez une des réponses proposées."


class PreferencesForm(forms.Form):
    """One choice per kind that may be changed; the others are told beside."""

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        for kind in self.kinds:
            if not kind.is_urgent:
                self.fields[kind.key] = forms.ChoiceField(
                    label=kind.label,
                    choices=Frequency.choices,
                    error_messages={"required": UNKNOWN, "invalid_choice": UNKNOWN},
                )

    def groups(self) -> list[dict[str, Any]]:
        """For the page: each heading, with its fields and the labels of what is always sent."""
        return [
            {
                "label": label,
                "fields": [self[kind.key] for kind in kinds if not kind.is_urgent],
                "urgent": [kind.label for kind in kinds if kind.is_urgent],
            }
            for label, found in groupby(self.kinds, key=lambda kind: kind.group)
            for kinds in [list(found)]
        ]
