"""Asking for a service, answering, and reporting a machine."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from club.passes.equipment import MAX_TEXT as MAX_REPORT
from club.passes.models import ServiceRequest
from club.passes.service_requests import MAX_TEXT

State = ServiceRequest.State


class ServiceRequestForm(forms.Form):
    """`form_token` is drawn when the form is shown, and comes back with it."""

    text = forms.CharField(
        label="Vos précisions (facultatif)",
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pour quand, pour combien de temps, ce dont vous avez besoin.",
    )
    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_token": secrets.token_urlsafe(24)}
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    """What an animateur answers."""

    state = forms.ChoiceField(
        label="Votre réponse",
        choices=[(state.value, state.label) for state in (State.TAKEN, State.DONE, State.DECLINED)],
        error_messages={"required": "Choisissez une réponse."},
    )
    answer = forms.CharField(
        label="Un mot pour la personne",
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoire si ce n’est pas possible.",
    )


class ReportEquipmentForm(forms.Form):
    text = forms.CharField(
        label="Ce qui ne va pas",
        max_length=MAX_REPORT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Seul l’animateur lit votre explication.",
        error_messages={"required": "Dites en quelques mots ce qui ne va pas."},
    )
