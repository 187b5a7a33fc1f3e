"""Account forms, in the words of this site."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as base
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest

from club.users.models import User, single_line

EMAIL = "Adresse électronique"
STORED = MaxLengthValidator(User._meta.get_field("email").max_length)
NEW_PASSWORD = {"password1": "Nouveau mot de passe", "password2": "Le même, encore une fois"}


ADVICE = (
    "Dix caractères au moins, pas seulement des chiffres, ni un mot de passe courant. "
    "Une petite phrase fait très bien l’affaire."
)


def name_fields(form: Any, labels: dict[str, str]) -> None:
    """A label above each field says what it is: no placeholder repeats it."""
    for name, label in labels.items():
        form.fields[name].label = label
    if "password1" in labels:
        form.fields["password1"].help_text = ADVICE
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(base.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"login": EMAIL, "password": "Mot de passe"})


class PublicNameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        field = User._meta.get_field("public_name")
        super().__init__(
            label="Nom public",
            max_length=field.max_length,
            validators=(single_line,),
            help_text="Le nom sous lequel les autres membres vous verront.",
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **kwargs,
        )


class SignupForm(base.SignupForm):
    """Name, address, password, and a field that only machines fill."""

    field_order = ["public_name", "email", "password1", "website"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_name"] = PublicNameField()
        self.fields["email"].validators.append(STORED)
        self.fields["website"] = forms.CharField(
            label="Ne remplissez pas ce champ",
            required=False,
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )
        name_fields(self, {"email": EMAIL, "password1": "Mot de passe"})
        self.order_fields(self.field_order)

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "website"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, Any]:
        """A machine, and a form sent twice, get the answer of a sign-up and nothing more."""
        pending = EmailVerificationProcess.resume(request)
        is_sent_again = pending is not None and pending.email == self.cleaned_data["email"]
        if self.cleaned_data["website"] or is_sent_again:
            return None, get_adapter().respond_email_verification_sent(request, None)
        try:
            return super().try_save(request)
        except IntegrityError:  # the same address, at the same instant
            self.account_already_exists = True
            return super().try_save(request)


class NewAddressForm(base.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(STORED)
        name_fields(self, {"email": "Nouvelle adresse électronique"})


class AddressCodeForm(base.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"code": "Code reçu"})


class ResetPasswordForm(base.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"email": EMAIL})


class NewPasswordForm(base.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, NEW_PASSWORD)


class ChangePasswordForm(base.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"oldpassword": "Mot de passe actuel", **NEW_PASSWORD})


class SetPasswordForm(base.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, NEW_PASSWORD)


class ReauthenticateForm(base.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self, {"password": "Mot de passe"})


class PublicNameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("public_name",)
        widgets = {"public_name": forms.TextInput(attrs={"autocomplete": "name"})}
