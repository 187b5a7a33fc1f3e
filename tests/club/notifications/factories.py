from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from club.notifications.models import BackgroundTask, OutboxMail
from club.notifications.services import write_mail


def make_mail(subject: str = "Bonjour", **fields: Any) -> OutboxMail:
    """A mail in the outbox; `fields` overwrite what the services wrote."""
    row = write_mail(EmailMessage(subject, "Voilà.\n.\nÀ bientôt", to=["lea@essai.example"]))
    assert row is not None
    if fields.get("state", "waiting") != "waiting":
        fields.setdefault("finished_at", timezone.now())
    OutboxMail.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


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
