"""Writing to a member, and reporting what one received."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from club.members.conversations import DAILY_MESSAGES, MAX_TEXT
from club.telecentres.french import french_number

MAX_REASON = 1000


class MessageForm(forms.Form):
    """`form_token` is drawn when the form is shown, and comes back with it."""

    text = forms.CharField(
        label="Votre message",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"{french_number(MAX_TEXT)} caractères au plus, "
        f"et {DAILY_MESSAGES} messages par jour.",
        error_messages={"required": "Écrivez votre message."},
    )
    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_token": secrets.token_urlsafe(24), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class ReportForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui ne va pas",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="L’équipe du réseau lira votre explication et ce seul message.",
        error_messages={"required": "Dites en quelques mots ce qui ne va pas."},
    )
