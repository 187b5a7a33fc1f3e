"""Account pages: ours, and allauth's under French paths with the URL names allauth reverses."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from club.users import views

FACTOR = "double-authentification/"
urlpatterns = [
    path("", views.account_home, name="account_home"),
    path("connexion/", account.login, name="account_login"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("desactive/", account.account_inactive, name="account_inactive"),
    path("inscription/", account.signup, name="account_signup"),
    path("confirmer-identite/", account.reauthenticate, name="account_reauthenticate"),
    path("adresse/", account.email, name="account_email"),
    path(
        "adresse/verification/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("mot-de-passe/modifier/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Devices that are connected
    path("appareils/", views.devices, name="usersessions_list"),
    path("appareils/fermer-les-autres/", views.end_other_devices, name="end_other_sessions"),
    path("appareils/<int:pk>/fermer/", views.end_device, name="end_session"),
    # Second factor
    path(FACTOR, views.SecondFactorView.as_view(), name="mfa_index"),
    path(f"{FACTOR}code/", second_factor.authenticate, name="mfa_authenticate"),
    path(f"{FACTOR}confirmer/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path(f"{FACTOR}application/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path(f"{FACTOR}application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        f"{FACTOR}codes-de-secours/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        f"{FACTOR}codes-de-secours/nouveaux/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{FACTOR}codes-de-secours/telecharger/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    # Passkeys
    path("cles/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("cles/connexion/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("cles/ajouter/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("cles/confirmer/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("cles/<int:pk>/renommer/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("cles/<int:pk>/retirer/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
