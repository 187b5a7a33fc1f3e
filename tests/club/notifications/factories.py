from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.utils import timezone

from club.notifications.models import BackgroundTask, Frequency, Notification, OutboxMail
from club.notifications.services import write_mail
from club.users.models import User


def make_mail(subject: str = "Bonjour", **fields: Any) -> OutboxMail:
    """A mail in the outbox; `fields` overwrite what the services wrote."""
    row = write_mail(EmailMessage(subject, "Voilà.\n.\nÀ bientôt", to=["lea@essai.example"]))
    assert row is not None
    if fields.get("state", "waiting") != "waiting":
        fields.setdefault("finished_at", timezone.now())
    OutboxMail.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


def make_person(name: str = "lea", *, is_verified: bool = True, **fields: Any) -> User:
    """An account « <name>@essai.example »; mails reach it unless its address is not verified."""
    user = User.objects.create_user(
        f"{name}@essai.example", public_name=fields.pop("public_name", name.title()), **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    return user


def make_notification(user: User, title: str = "Une réponse", **fields: Any) -> Notification:
    """A notification already mailed, as far as its fields do not say otherwise."""
    return Notification.objects.create(
        **{
            "user": user,
            "kind": "comments.published",
            "title": title,
            "url": "/actualites/",
            "frequency": Frequency.DAILY,
            **fields,
        }
    )


def make_due(user: User, count: int = 1, **fields: Any) -> list[Notification]:
    """Notifications whose daily mail is due."""
    due_at = timezone.now() - timedelta(minutes=1)
    return [
        make_notification(user, f"Réponse {number}", **{"due_at": due_at, **fields})
        for number in range(1, count + 1)
    ]


def make_task(path: str = "wagtail.tasks.update_reference_index_task", **fields: Any) -> Any:
    """A task as it stands in the queue; `fields` are those of the row."""
    kept = {
        "task_path": path,
        "args_kwargs": {"args": ["wagtailcore", "page", "0"], "kwargs": {}},
        "backend_name": "default",
        "run_after": timezone.now(),
        **fields,
    }
    return BackgroundTask.objects.create(**kept)
