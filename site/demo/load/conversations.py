"""What readers wrote: comments under the articles, messages to the centres."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from club.telecentres.hours import PARIS
from club.telecentres.models import Telecentre
from club.users.models import User
from demo.load.files import read_toml
from pages.models import ArticlePage, Comment, ContactMessage

MODERATOR = "moderateur@demo.example"
TOKEN = "demo"  # noqa: S105 (what the form tokens of demonstration rows start with)


def load_conversations() -> None:
    """Load what is missing; nothing is dated after now."""
    load_comments()
    load_messages()


def load_comments() -> None:
    """The comments of comments.toml, decided upon by the demonstration's moderator."""
    moderator = User.objects.get(email=MODERATOR)
    articles = {article.slug: article for article in ArticlePage.objects.all()}
    now = timezone.now()
    for number, told in enumerate(read_toml("comments.toml")["comments"]):
        article = articles[told["article"]]
        day = article.published_on + timedelta(days=told["days_after"])
        written_at = datetime.combine(day, time(9 + number % 10, 7 * number % 60), tzinfo=PARIS)
        # An article of yesterday cannot have been answered next week.
        written_at = min(written_at, now - timedelta(hours=number + 1))
        status = Comment.Status(told["status"].upper())
        is_decided = status != Comment.Status.PENDING
        comment, is_new = Comment.objects.get_or_create(
            form_token=f"{TOKEN}-{article.slug}-{number}",
            defaults={
                "article": article,
                "author_name": told["author_name"],
                "author_email": told["email"],
                "text": told["text"],
                "status": status,
                "moderated_by": moderator if is_decided else None,
                "moderated_at": written_at + timedelta(minutes=50) if is_decided else None,
            },
        )
        if is_new:
            Comment.objects.filter(pk=comment.pk).update(created_at=written_at)


def load_messages() -> None:
    """The messages of contact_messages.toml; those answered were by the centre's animateur."""
    centres = {centre.slug: centre for centre in Telecentre.objects.all()}
    now = timezone.now()
    for number, told in enumerate(read_toml("contact_messages.toml")["messages"]):
        centre = centres[told["telecentre"]] if told["telecentre"] else None
        sent_at = now - timedelta(days=told["days_ago"], minutes=37 * number)
        host = centre.managers.first() if centre else None
        message, is_new = ContactMessage.objects.get_or_create(
            form_token=f"{TOKEN}-message-{number}",
            defaults={
                "telecentre": centre,
                "name": told["name"],
                "email": told["email"],
                "phone": told["phone"],
                "subject": told["subject"],
                "text": told["text"],
                "handled_at": sent_at + timedelta(hours=3) if told["is_handled"] else None,
                "handled_by": host.user if told["is_handled"] and host else None,
            },
        )
        if is_new:
            ContactMessage.objects.filter(pk=message.pk).update(created_at=sent_at)
