"""Against robots, without a captcha: a trap field, a signed delay, a limit by address.

A public form inherits from `GuardedForm`. Its token, drawn when the form is shown, proves that
somebody took the time to read it, and names the sending: the row that comes out of it keeps the
token's key under a unique constraint, so that one form sent twice writes once.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.core import signing
from django.http import HttpRequest

MIN_SECONDS = 3  # nobody reads and fills in a form faster
MAX_SECONDS = 24 * 3600
RETRY_SECONDS = 60  # the shortest of the periods in settings.ACCOUNT_RATE_LIMITS
LONGEST_TOKEN = 400  # characters; ours have about a hundred

TRAP_FILLED = (
    "Un champ caché, réservé aux robots, était rempli. Nous l’avons vidé : vérifiez votre texte, "
    "puis envoyez-le de nouveau."
)
INCOMPLETE = (
    "Ce formulaire était incomplet ou modifié. Votre texte est gardé : vérifiez-le, puis "
    "envoyez-le de nouveau."
)
TOO_SOON = (
    "L’envoi est parti plus vite qu’une main humaine. Votre texte est gardé : attendez quelques "
    "secondes, puis envoyez-le de nouveau."
)
TOO_LATE = (
    "Ce formulaire est resté ouvert plus de 24\u00a0h. Votre texte est gardé : vérifiez-le, "
    "puis envoyez-le de nouveau."
)
TOO_MANY = (
    "Beaucoup d’envois viennent de partir de votre connexion (dans un télécentre, elle est "
    "partagée). Votre texte est gardé : attendez une minute, puis envoyez-le de nouveau. "
    "Si cela dure, téléphonez-nous."
)


@dataclass(frozen=True)
class Token:
    key: str  # kept with the row, unique
    age: float  # seconds since the form was shown


def draw_token(purpose: str, *, age: float = 0) -> str:
    """A signed token for one showing of the form `purpose`, as if drawn `age` seconds ago."""
    return signing.dumps([secrets.token_urlsafe(24), time.time() - age], salt=_salt(purpose))


def read_token(text: str, purpose: str) -> Token | None:
    """The token that came back; None when it is missing, forged, or drawn for another form."""
    if not text or len(text) > LONGEST_TOKEN:
        return None
    try:
        key, drawn_at = signing.loads(text, salt=_salt(purpose))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Token(key=key, age=time.time() - drawn_at)


def _salt(purpose: str) -> str:
    return f"club.users.antispam.{purpose}"


def is_within_limit(request: HttpRequest, action: str) -> bool:
    """Count one sending from this address; False past the rates of ACCOUNT_RATE_LIMITS[action]."""
    return bool(ratelimit.consume(request, action=action))


class GuardedForm(forms.Form):
    """A form that tells people from robots.

    `purpose` binds the token to one form (« comment:12 »): another form's token is refused.
    """

    # Plain fields: what a robot writes there needs no message of its own.
    trap = forms.Field(
        label="Ne remplissez pas ce champ",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.Field(label="Jeton", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        sent = str(self.data.get(self.add_prefix("token"), ""))
        self.sent_token = read_token(sent, purpose) if self.is_bound else None
        if not self.is_bound:
            self.initial["token"] = draw_token(purpose)

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """What people see and fill in."""
        return [field for field in self.visible_fields() if field.name != "trap"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        token = self.sent_token
        if str(cleaned.get("trap") or ""):
            self._ask_again(TRAP_FILLED)
        if token is None:
            self._ask_again(INCOMPLETE)
        elif token.age < MIN_SECONDS and not self.errors:
            # With something else to correct, the next sending has had its time.
            self._ask_again(TOO_SOON)
        elif token.age > MAX_SECONDS:
            self._ask_again(TOO_LATE)
        return cleaned

    def _ask_again(self, message: str) -> None:
        """Refuse, keep what was typed, and show an empty trap and a fresh token."""
        self.add_error(None, message)
        data = self.data.copy()
        data[self.add_prefix("trap")] = ""
        data[self.add_prefix("token")] = draw_token(self.purpose)
        self.data = data
