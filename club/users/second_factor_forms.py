"""Forms of the second factor, in the words of this site."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator

from club.users.forms import name_fields

NAME = "Nom de la clé"
SHORT = MaxLengthValidator(60)
CODE = {"code": "Code à six chiffres, ou code de secours"}


class AuthenticateForm(base.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, CODE)


class ReauthenticateForm(base.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, CODE)


class ActivateTOTPForm(BaseActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"code": "Code à six chiffres"})
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ForgedCredentials:
    """What no browser sends is a wrong key like another: fido2 breaks on some of it."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]
        except (LookupError, TypeError, ValueError, AttributeError):
            self.cleaned_data: dict[str, Any] = {}
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


class LoginPasskeyForm(ForgedCredentials, webauthn.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(ForgedCredentials, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(ForgedCredentials, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(ForgedCredentials, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"name": NAME, "passwordless": "Me connecter sans mot de passe"})
        name, passwordless = self.fields["name"], self.fields["passwordless"]
        name.validators.append(SHORT)
        name.help_text = "Pour la reconnaître : « Mon téléphone », « Clé du bureau »."
        passwordless.initial = True
        passwordless.help_text = (
            "La clé suffit alors, protégée par votre empreinte, votre visage ou votre code."
        )


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"name": NAME})
        self.fields["name"].validators.append(SHORT)
