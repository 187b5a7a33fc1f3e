"""What this app holds about a person, and the outbox, which names addresses."""

from allauth.account.models import EmailAddress

from club.notifications.services import erase_mails_to
from club.users.models import User
from club.users.personal_data import register, register_traces


def forget_mails(user: User) -> None:
    """Delete every mail written to this person, at any of their addresses."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    erase_mails_to([user.email, *others])


def register_rows() -> None:
    """Declare what a person was told and what they prefer."""
    register_traces(forget_mails)
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
