"""The forms by which the staff acts on a pass."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from club.passes.models import Unit
from club.passes.models.ledger import MAX_COMMENT
from club.passes.refusals import CommentMissing
from club.passes.services import MAX_UNITS


class CorrectionForm(forms.Form):
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    unit = forms.ChoiceField(label="Unité", choices=Unit.choices, initial=Unit.HALF_DAY)
    units = forms.IntegerField(
        label="Unités à ajouter",
        min_value=-MAX_UNITS,
        max_value=MAX_UNITS,
        help_text="Un nombre négatif en retire, dans la limite de ce qui reste.",
    )
    comment = forms.CharField(
        label="Commentaire",
        max_length=MAX_COMMENT,
        help_text="Le titulaire du pass le lit dans son historique.",
        error_messages={"required": CommentMissing.message},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_token"].initial = secrets.token_urlsafe(16)


class EndForm(forms.Form):
    ends_on = forms.DateField(
        label="Dernier jour",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Les unités qui restent ne pourront plus être utilisées après.",
    )

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        if day < timezone.localdate():
            raise ValidationError("Choisissez un jour à venir.")
        return day
