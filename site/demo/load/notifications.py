"""What the accounts of the demonstration were told. No mail leaves for it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from club.notifications.kinds import kind_of
from club.notifications.models import Notification
from club.users.models import User
from demo.load.files import read_toml
from pages.models import ArticlePage

DOMAIN = "@demo.example"


def load_notifications() -> None:
    """Load what is missing of notifications.toml."""
    users = {user.email.split("@")[0]: user for user in User.objects.filter(email__endswith=DOMAIN)}
    articles = {article.slug: article for article in ArticlePage.objects.all()}
    now = timezone.now()
    for number, told in enumerate(read_toml("notifications.toml")["notifications"]):
        article = articles[told["article"]] if "article" in told else None
        written_at = now - timedelta(hours=told["hours_ago"], minutes=11 * number % 60)
        kind = kind_of(told["kind"])
        Notification.objects.get_or_create(
            user=users[told["account"]],
            once_key=f"demo-{number}",
            defaults={
                "kind": kind.key,
                "title": told["title"],
                "text": told.get("text", ""),
                "url": told.get("url") or f"/actualites/{told['article']}/",
                "subject_key": f"article-{article.pk}" if article else "",
                "subject_label": article.title if article else "",
                "frequency": kind.default,
                "created_at": written_at,
                "mailed_at": written_at,
                "read_at": written_at + timedelta(hours=2) if told["is_read"] else None,
            },
        )
