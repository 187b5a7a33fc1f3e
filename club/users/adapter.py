"""How allauth behaves here."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from club.users.devices import known_browser, remember_browser
from club.users.models import User

SIGNATURE = "L’équipe des télécentres du Cantal"  # ends `account/email/base_message.txt`


class AccountAdapter(DefaultAccountAdapter):
    """Anyone may open an account; what it opens is decided elsewhere."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "L’adresse électronique ou le mot de passe sont incorrects.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code n’est pas le bon, ou il n’est plus valable.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "same_as_current": "C’est déjà votre adresse.",
        "duplicate_email": "C’est déjà votre adresse.",
        "too_many_login_attempts": "Trop d’essais de suite. Attendez un quart d’heure, ou"
        " choisissez un nouveau mot de passe par « Mot de passe oublié ».",
        "rate_limited": "Trop d’essais de suite. Attendez un quart d’heure.",
    }

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nothing to fill: an account has no user name."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.public_name = form.cleaned_data["public_name"]
        # Hashed before the transaction: on SQLite other writers would wait for it.
        user = super().save_user(request, user, form, commit=False)
        if commit:
            with transaction.atomic():  # the address may be taken at this very instant
                user.save()
        return user

    def send_account_already_exists_mail(self, email: str) -> None:
        """Instead of opening an account: as much work as opening it, undone."""
        hashed = make_password("as long as the one of a new account")
        with transaction.atomic():
            nobody = f"{secrets.token_hex(16)}@nobody.invalid"
            user = User.objects.create(email=nobody, password=hashed, public_name="Personne")
            EmailAddress.objects.create(user=user, email=nobody, primary=True)
            transaction.set_rollback(True)
        super().send_account_already_exists_mail(email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail, at our own address: the one of the request is the sender's word."""
        path = reverse(
            "account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}
        ).replace("UID-KEY", key)
        return f"{settings.BASE_URL}{path}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this attempt; a browser that has logged in to this account is counted by itself."""
        email = str(credentials.get("email", ""))
        browser = known_browser(request, email)
        if not browser:
            super().pre_authenticate(request, **credentials)
            return
        key = f"{browser}:{self._get_login_attempts_cache_key(request, **credentials)}"
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed_known", key=key
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account alone.

        allauth adds the host of the request, whose port anyone may vary to get five more attempts.
        """
        return str(credentials.get("email", "")).lower()

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        response = super().post_login(request, user, **options)
        remember_browser(request, response, user.email)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        labels = {
            "reauthenticate": "Avec votre mot de passe",
            "mfa_reauthenticate": "Avec un code",
            "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": labels[method["id"]]} for method in methods]

    def render_mail(self, *args: Any, **options: Any) -> EmailMultiAlternatives:
        """The text of allauth's templates, and the same words as an HTML part."""
        message = super().render_mail(*args, **options)
        text = message.body.rpartition(f"\n\n{SIGNATURE}")[0] or message.body
        told = {"title": message.subject, "text": text, "base_url": settings.BASE_URL}
        message.attach_alternative(
            render_to_string("account/email/message.html", told), "text/html"
        )
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"base_url": settings.BASE_URL, **context})
