"""The form of the trial of mails."""

import secrets
from typing import Any

from django import forms

from club.notifications.trial import is_token


def draw_token() -> str:
    return secrets.token_urlsafe(18)


class TrialForm(forms.Form):
    """One address; sent twice, it writes one mail."""

    address = forms.EmailField(
        label="Adresse électronique",
        help_text="Une boîte que vous pouvez ouvrir tout de suite.",
        max_length=254,
        error_messages={
            "required": "Indiquez une adresse électronique.",
            "invalid": "Cette adresse n’est pas complète. Exemple\u202f: prenom.nom@exemple.fr",
            "max_length": "Cette adresse est trop longue\u202f: 254\u00a0caractères au plus.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = draw_token()

    def clean_token(self) -> str:
        """A form that came without its token is a first sending."""
        token = self.cleaned_data["token"]
        return token if is_token(token) else draw_token()
