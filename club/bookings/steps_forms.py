"""The forms of the steps, of a move and of a cancellation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from club.bookings.claims import MAX_REASON, MAX_TOKEN
from club.bookings.models.bookings import MAX_TITLE
from club.telecentres.models import Space, Telecentre
from club.users.models import single_line

UNCHOSEN = "Choisissez un espace de la liste."


class WhereForm(forms.Form):
    """A space, and the day from which to look; a plain GET form."""

    espace = forms.ChoiceField(
        label="Espace", error_messages={"required": UNCHOSEN, "invalid_choice": UNCHOSEN}
    )
    jour = forms.DateField(
        label="À partir du",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date."},
    )

    def __init__(
        self, *args: Any, spaces: Sequence[tuple[Telecentre, Sequence[Space]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (centre.short_name, [(str(one.pk), one.name) for one in some])
            for centre, some in spaces
        ]
        self.fields["espace"].choices = [("", "Choisir…"), *groups]  # type: ignore[attr-defined]


class DetailsForm(forms.Form):
    """What the booking is for; sent by GET, so that the third step has an address of its own."""

    titre = forms.CharField(
        label="Objet",
        required=False,
        max_length=MAX_TITLE,
        validators=[RegexValidator(single_line.regex, "L’objet tient sur une seule ligne.")],
        help_text="Par exemple\u202f: «\u202fPoint avec un client\u202f». "
        "L’animateur du télécentre peut le lire.",
        error_messages={"max_length": f"L’objet tient en {MAX_TITLE} caractères."},
    )
    montre = forms.BooleanField(label="Montrer cet objet aux autres adhérents", required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("montre") and not told.get("titre") and "titre" not in self.errors:
            self.add_error("titre", "Écrivez l’objet à montrer.")
        return told


class TokenForm(forms.Form):
    """`form_token` is drawn when the form is shown: sent twice, it is answered once."""

    form_token = forms.CharField(max_length=MAX_TOKEN, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_token": secrets.token_urlsafe(24), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class ReasonForm(forms.Form):
    """Why a booking is cancelled, for those who welcome."""

    reason = forms.CharField(
        label="Motif",
        required=False,
        max_length=MAX_REASON,
        help_text="L’animateur du télécentre peut le lire.",
        error_messages={"max_length": f"Le motif tient en {MAX_REASON} caractères."},
    )
