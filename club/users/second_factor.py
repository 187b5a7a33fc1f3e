"""The second factor: who must have one, and how its secrets are kept."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from club.users.models import User

REAL_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have_second_factor(user: Any) -> bool:
    """Whether this account enters a back office. No query once its permissions are known."""
    return user.is_staff or user.has_perm("wagtailadmin.access_admin")


def lacks_second_factor(user: Any) -> bool:
    """Whether this account enters a back office with neither app nor passkey. One query.

    Asked at each request, so not through the permissions, whose reading takes two.
    """
    entering = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    enters = (
        Q(is_staff=True)
        | Q(is_superuser=True)
        | Exists(entering.filter(group__user=OuterRef("pk")))
        | Exists(entering.filter(user=OuterRef("pk")))
    )
    own = Authenticator.objects.filter(user=OuterRef("pk"), type__in=REAL_FACTORS)
    return User.objects.filter(enters, ~Exists(own), pk=user.pk).exists()


def _cipher() -> MultiFernet:
    """Encrypts under SECRET_KEY, reads what SECRET_KEY_FALLBACKS wrote too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("club.users.second_factor", "", secret=key, algorithm="sha256").digest()
        for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Votre rôle demande une double authentification. Pour en"
        " changer, ajoutez d’abord l’autre moyen.",
        "incorrect_code": "Ce code n’est pas le bon, ou il n’est plus valable.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone gives no code."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The staff keep one, else their next page would only ask them to set it again."""
        user = authenticator.user
        if not (settings.STAFF_TWO_FACTOR_REQUIRED and must_have_second_factor(user)):
            return True
        others = Authenticator.objects.filter(user=user, type__in=REAL_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Clé {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the person's device shows for this site; the host is one of ALLOWED_HOSTS."""
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the person's device shows for this key."""
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.public_name}
