"""« Venir une première fois »: when, and who comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from club.bookings.first_visit_days import Day, HalfDay, by_day
from club.users.antispam import GuardedForm
from club.users.public_fields import AddressField, name_field, phone_field

GONE = (
    "Cette demi-journée est passée, ou n’est plus proposée\u202f: choisissez-en une dans la liste."
)


class FirstVisitForm(GuardedForm):
    """`half_days`: those of the centre, among which the full ones are not shown but are known, so
    that the booking says itself what is free instead."""

    half_day = forms.ChoiceField(
        label="Quand voulez-vous venir\u202f?",
        widget=forms.RadioSelect,
        template_name="bookings/first_visit/half_day_field.html",
        error_messages={"required": "Choisissez une demi-journée.", "invalid_choice": GONE},
    )
    name = name_field()
    email = AddressField(
        label="Votre adresse électronique",
        help_text="Nous y envoyons le lien qui confirme votre visite.",
    )
    phone = phone_field()
    field_order = ("half_day", "name", "email", "phone")

    def __init__(self, *args: Any, half_days: Sequence[HalfDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show_half_days(half_days)
        self.fields["phone"].help_text = "Pour vous prévenir si le lieu devait fermer ce jour-là."

    def show_half_days(self, half_days: Sequence[HalfDay]) -> None:
        self._known = {one.value: one for one in half_days}
        self.fields["half_day"].choices = [(one.value, one.hours) for one in half_days]

    @property
    def days(self) -> list[Day]:
        """What may be chosen."""
        return by_day(self._known.values())

    def clean_half_day(self) -> HalfDay:
        return self._known[self.cleaned_data["half_day"]]
