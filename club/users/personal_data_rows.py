"""What this app, Django and allauth hold about a person."""

from club.users.personal_data import register


def register_rows() -> None:
    """Declare the account itself and the rows of the frameworks beneath it."""
    register(
        "users.User",
        "self",
        title="Votre compte",
        export=("email", "public_name", "first_name", "last_name", "date_joined", "last_login"),
        erase="anonymise",
        reason="Vous reconnaître et vous laisser entrer.",
    )
    register(
        "users.User_groups",
        "user",
        title="Vos rôles",
        export=("group__name",),
        erase="delete",
        reason="Savoir ce que vous pouvez faire sur le site.",
    )
    register(
        "users.User_user_permissions",
        "user",
        title="Vos droits particuliers",
        export=("permission__codename",),
        erase="delete",
        reason="Savoir ce que vous pouvez faire sur le site.",
    )
    register(
        "account.EmailAddress",
        "user",
        title="Vos adresses électroniques",
        export=("email", "verified", "primary"),
        erase="delete",
        reason="Vous écrire et vérifier que l’adresse est bien la vôtre.",
    )
    register(
        "account.EmailConfirmation",
        "email_address__user",
        title="Vos demandes de vérification d’adresse",
        export=("created", "sent"),
        erase="delete",
        reason="Vérifier que l’adresse est bien la vôtre.",
    )
    register(
        "admin.LogEntry",
        "user",
        title="Vos actions d’administration",
        export=("action_time", "object_repr", "change_message"),
        erase="keep",
        keep_days=1095,
        reason="Savoir qui a modifié quoi dans l’outil d’administration.",
    )
    register(
        "mfa.Authenticator",
        "user",
        title="Vos moyens de double authentification",
        export=("type", "created_at", "last_used_at"),
        erase="delete",
        reason="Vérifier que c’est bien vous qui entrez.",
    )
    register(
        "usersessions.UserSession",
        "user",
        title="Vos appareils connectés",
        export=("created_at", "ip", "user_agent"),
        erase="delete",
        reason="Vous montrer où votre compte est ouvert et vous laisser le fermer.",
    )
