"""What this app holds about a person. The outbox names addresses: see `services.erase_mails_to`."""

from club.users.personal_data import register


def register_rows() -> None:
    """Declare what a person was told and what they prefer."""
    register(
        "notifications.Notification",
        "user",
        title="Vos notifications",
        export=("title", "text", "url", "created_at", "read_at", "mailed_at"),
        erase="delete",
        reason="Vous prévenir de ce qui vous concerne.",
    )
    register(
        "notifications.Preference",
        "user",
        title="Vos préférences de notification",
        export=("kind", "frequency"),
        erase="delete",
        reason="Vous écrire aussi souvent que vous le voulez, et pas plus.",
    )
