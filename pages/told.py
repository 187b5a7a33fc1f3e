"""What people are told of comments: moderators of those that wait, authors of theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.backends import ModelBackend
from django.urls import reverse

from club.notifications.kinds import register_kind
from club.notifications.models import Notification
from club.notifications.services import notify, notify_many
from pages.models import ArticlePage, Comment

WAITING = "comments.waiting"
PUBLISHED = "comments.published"
GROUP = "Commentaires des actualités"
MODERATE = "pages.change_comment"


def register_kinds() -> None:
    """Declare both kinds."""
    register_kind(
        WAITING,
        label="Commentaires à relire",
        group=GROUP,
        is_for=lambda user: user.has_perm(MODERATE),
        still_concerns=_still_waiting,
    )
    register_kind(PUBLISHED, label="Publication de vos commentaires", group=GROUP)


def tell_moderators(comment: Comment) -> None:
    """A comment waits for them. Nothing of what it says: the author may have it erased."""
    moderators = ModelBackend().with_perm(MODERATE)
    notify_many(
        moderators,
        WAITING,
        title="Un commentaire attend d’être relu",
        url=reverse("comments_to_moderate"),
        subject=_subject(comment.article),
        once_key=f"{WAITING}-{comment.pk}",
        context={"comment": comment.pk},
    )


def tell_author(comment: Comment) -> None:
    """Their comment can be read. Nothing for someone who wrote without an account."""
    if comment.author is None:
        return
    path = urlsplit(comment.article.get_url() or "/").path
    notify(
        comment.author,
        PUBLISHED,
        title="Votre commentaire est publié",
        url=f"{path}#commentaire-{comment.pk}",
        subject=_subject(comment.article),
        once_key=f"{PUBLISHED}-{comment.pk}",
    )


def _subject(article: ArticlePage) -> tuple[str, str]:
    return f"article-{article.pk}", article.title


def _still_waiting(notifications: list[Notification]) -> list[Notification]:
    """Without the comments that someone has decided upon meanwhile, or that are gone."""
    pks = {one.context["comment"] for one in notifications}
    waiting = set(
        Comment.objects.filter(pk__in=pks, status=Comment.Status.PENDING).values_list(
            "pk", flat=True
        )
    )
    return [one for one in notifications if one.context["comment"] in waiting]
