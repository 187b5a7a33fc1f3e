"""What the animateurs type of someone who came without a booking."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from club.members.models import Member
from club.telecentres.models import Space
from club.users.models import single_line

MAX_NAME = 80
MAX_PHONE = 20
SOMEONE_ELSE = "autre"


class WalkInForm(forms.Form):
    """A space and a name; when members bear that name, which of them; else how to reach a guest.

    `form_token` is drawn when the form is shown, and comes back with it.
    """

    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    space = forms.ModelChoiceField(
        label="Espace",
        queryset=Space.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Choisissez un espace.",
            "invalid_choice": "Choisissez un espace de ce télécentre.",
        },
    )
    name = forms.CharField(
        label="Nom",
        max_length=MAX_NAME,
        validators=[single_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Donnez le nom de la personne."},
    )
    contact = forms.CharField(
        label="Téléphone ou adresse électronique",
        required=False,
        max_length=254,
        validators=[single_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Inutile pour un adhérent.",
    )
    member = forms.ChoiceField(
        label="De qui s’agit-il\u202f?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites de qui il s’agit.",
            "invalid_choice": "Dites de qui il s’agit.",
        },
    )

    def __init__(
        self,
        *args: Any,
        spaces: QuerySet[Space],
        taken: Collection[int] = (),
        people: Sequence[Member] = (),
        **kwargs: Any,
    ) -> None:
        token = {"form_token": secrets.token_urlsafe(24)}
        kwargs["initial"] = {**token, **kwargs.get("initial", {})}
        super().__init__(*args, auto_id="passage_%s", **kwargs)
        choice: Any = self.fields["space"]
        choice.queryset = spaces
        free_first = sorted(spaces, key=lambda space: space.pk in taken)
        choice.choices = [
            (space.pk, f"{space.name} (occupé)" if space.pk in taken else space.name)
            for space in free_first
        ]
        if people:
            which: Any = self.fields["member"]
            which.choices = [
                *((str(one.pk), _told(one)) for one in people),
                (SOMEONE_ELSE, "Quelqu’un d’autre, sans compte"),
            ]
        else:
            del self.fields["member"]

    @property
    def asks_who(self) -> bool:
        """Nothing wrong was typed: what is missing is which of the members it is."""
        return set(self.errors) == {"member"} and "member" not in self.data

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        contact = told.get("contact", "")
        is_guest = told.get("member", SOMEONE_ELSE) == SOMEONE_ELSE and "member" not in self.errors
        if not is_guest or "contact" in self.errors:
            return told
        if not contact:
            self.add_error("contact", "Donnez un téléphone ou une adresse pour la joindre.")
        elif "@" in contact:
            try:
                validate_email(contact)
            except ValidationError:
                self.add_error("contact", "Vérifiez l’adresse électronique.")
        elif len(contact) > MAX_PHONE:
            self.add_error("contact", f"Un téléphone compte {MAX_PHONE} caractères au plus.")
        return told

    def person(self, people: Sequence[Member]) -> dict[str, Any]:
        """Whom, as `record_walk_in` takes it."""
        told = self.cleaned_data
        key = told.get("member", SOMEONE_ELSE)
        if key != SOMEONE_ELSE:
            return {"user": next(one.user for one in people if str(one.pk) == key)}
        contact = told["contact"]
        by = "guest_email" if "@" in contact else "guest_phone"
        return {"guest_name": told["name"], by: contact}


def _told(member: Member) -> str:
    return ", ".join(
        part
        for part in (str(member.user), member.home_telecentre.short_name, member.activity)
        if part
    )
