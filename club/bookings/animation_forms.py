"""What the animateurs fill in: a booking for someone else, maintenance, a refusal."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from club.bookings.claims import MAX_REASON
from club.bookings.models import Booking
from club.bookings.models.bookings import MAX_TITLE
from club.bookings.picking import end_label, stamp
from club.bookings.refusals import FormReused
from club.bookings.slots import Slot
from club.members.models import Member
from club.telecentres.models import Space
from club.users.models import single_line


class RefusalForm(forms.Form):
    """No reason is asked of a telemedicine point: nothing is written about its use."""

    reason = forms.CharField(
        label="Le motif, que la personne lira",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Donnez un motif\u202f: la personne le lira."},
    )

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        # Several of these stand on one page.
        super().__init__(*args, auto_id=f"{booking.reference}_%s", **kwargs)
        if booking.is_confidential:
            del self.fields["reason"]


class InstantField(forms.DateTimeField):
    """What `picking.stamp` wrote; shown again as it came."""

    default_error_messages = {
        "required": "Choisissez un créneau.",
        "invalid": "Choisissez un créneau.",
    }

    def prepare_value(self, value: Any) -> Any:
        return stamp(value) if isinstance(value, datetime) else value


class SlotForm(forms.Form):
    """A space from one instant to another. `ends`: the slots that may be taken from there on.

    `form_token` is drawn when the form is shown, and comes back with it.
    """

    space = forms.ModelChoiceField(
        label="Espace",
        queryset=Space.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choisissez un espace.",
            "invalid_choice": "Cet espace n’est plus en service.",
        },
    )
    starts_at = InstantField(label="Début", widget=forms.HiddenInput)
    ends_at = InstantField(label="Jusqu’à", widget=forms.Select)
    title = forms.CharField(
        label="Objet", required=False, max_length=MAX_TITLE, validators=[single_line]
    )
    form_token = forms.CharField(
        label="Formulaire",
        max_length=64,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "max_length"), FormReused.message),
    )

    def __init__(
        self,
        *args: Any,
        spaces: QuerySet[Space],
        space: Space | None = None,
        ends: Sequence[Slot] = (),
        **kwargs: Any,
    ) -> None:
        token = {"form_token": secrets.token_urlsafe(24)}
        kwargs["initial"] = {**token, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["space"]
        choice.queryset = spaces
        select: Any = self.fields["ends_at"].widget
        select.choices = [
            (stamp(slot.ends_at), end_label(space, ends[0].starts_at, slot.ends_at))
            for slot in ends
            if space is not None
        ]
        if space is not None and space.kind == Space.Kind.TELEMEDICINE:
            del self.fields["title"]


class BookForForm(SlotForm):
    """For a member chosen before, or for someone without an account, whom one can reach."""

    member = forms.ModelChoiceField(
        label="Personne",
        queryset=Member.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Choisissez la personne à nouveau."},
    )
    guest_name = forms.CharField(
        label="Nom",
        error_messages={"required": "Donnez le nom de la personne."},
        max_length=80,
        validators=[single_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guest_phone = forms.CharField(
        label="Téléphone",
        error_messages={
            "required": "Donnez un téléphone ou une adresse électronique pour la joindre."
        },
        max_length=20,
        validators=[single_line],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    guest_email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Pour recevoir la confirmation. Elle peut remplacer le téléphone.",
    )
    is_first_visit = forms.BooleanField(label="C’est sa première visite", required=False)
    shows_title = forms.BooleanField(
        label="Montrer l’objet aux adhérents dans la grille", required=False
    )

    def __init__(self, *args: Any, people: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["member"]
        choice.queryset = people
        if "title" not in self.fields:
            del self.fields["shows_title"]
        has_member = bool(self["member"].value())
        self.fields["guest_name"].required = not has_member
        self.fields["guest_phone"].required = not (has_member or self["guest_email"].value())


class HoldForm(SlotForm):
    """Why a space cannot be booked, which all may read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].label = "Raison"
            self.fields[
                "title"
            ].help_text = "Elle se lit dans la grille\u202f: «\u202fpeinture\u202f»…"
