"""What is written about comments and messages: the only writers of both."""

from __future__ import annotations

from datetime import timedelta
from email.utils import formataddr
from typing import Any

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from club.notifications.services import send_to
from club.telecentres.models import Telecentre
from club.users.models import User
from pages.models import ArticlePage, Comment, CommentReport, ContactMessage
from pages.told import MODERATE, tell_author, tell_moderators

logger = structlog.get_logger(__name__)

KEEP_REFUSED_DAYS = 365  # a refused comment is kept a year, in case its author asks why


def may_publish_at_once(user: User | AnonymousUser) -> bool:
    """Whether what this person writes is read at once: today, those who moderate."""
    return user.is_authenticated and user.has_perm(MODERATE)


@transaction.atomic
def write_comment(
    article: ArticlePage,
    *,
    text: str,
    author_name: str,
    author_email: str,
    form_token: str,
    user: User | AnonymousUser,
) -> Comment:
    """Save a comment, published at once if its author may; the same one for the same token.

    Moderators are told of one that waits.
    """
    is_trusted = may_publish_at_once(user)
    account = user if isinstance(user, User) else None
    fields = {
        "article": article,
        "text": text,
        "author_name": author_name,
        "author_email": author_email,
        "author": account,
    }
    if is_trusted:
        fields |= {
            "status": Comment.Status.APPROVED,
            "moderated_by": account,
            "moderated_at": timezone.now(),
        }
    comment, is_new = _once(Comment, form_token, fields)
    if is_new and not is_trusted:
        tell_moderators(comment)
    return comment


def report_comment(comment: Comment, *, reason: str, form_token: str) -> CommentReport:
    """Save a report; the same one for the same token."""
    report, _is_new = _once(CommentReport, form_token, {"comment": comment, "reason": reason})
    return report


def moderate(comment: Comment, *, approve: bool, by: User) -> bool:
    """Publish or refuse a comment, and close its reports. False when it already was so.

    Its author is told when it is published.
    Who decided first stays noted when the same decision comes again.
    """
    status = Comment.Status.APPROVED if approve else Comment.Status.REFUSED
    with transaction.atomic():
        locked = Comment.objects.select_for_update().get(pk=comment.pk)
        locked.reports.filter(is_handled=False).update(is_handled=True)
        if locked.status == status:
            return False
        locked.status = status
        locked.moderated_by = by
        locked.moderated_at = timezone.now()
        locked.save(update_fields=("status", "moderated_by", "moderated_at"))
        if approve:
            tell_author(locked)
    logger.info("comment_moderated", comment=comment.pk, status=str(status), by=by.pk)
    return True


def close_report(report: CommentReport, *, by: User) -> bool:
    """Leave the comment as it is. False when the report was closed already."""
    changed = CommentReport.objects.filter(pk=report.pk, is_handled=False).update(is_handled=True)
    if changed:
        logger.info("comment_report_closed", report=report.pk, by=by.pk)
    return bool(changed)


def send_contact_message(
    *,
    telecentre: Telecentre | None,
    name: str,
    email: str,
    phone: str,
    subject: str,
    text: str,
    form_token: str,
    network_email: str,
) -> ContactMessage:
    """Save a message and its mail, once, to the centre or else to `network_email`.

    Both rows are written together; the worker sends the mail.
    """
    fields = {
        "telecentre": telecentre,
        "name": name,
        "email": email,
        "phone": phone,
        "subject": subject,
        "text": text,
    }
    with transaction.atomic():
        message, is_new = _once(ContactMessage, form_token, fields)
        if is_new:
            _mail(message, telecentre.email if telecentre and telecentre.email else network_email)
    return message


def mark_handled(message: ContactMessage, *, by: User) -> bool:
    """Note who answered. False when somebody had already."""
    now = timezone.now()
    waiting = ContactMessage.objects.filter(pk=message.pk, handled_at=None)
    return bool(waiting.update(handled_at=now, handled_by=by))


def purge_expired() -> dict[str, int]:
    """Delete messages and refused comments past their time; how many of each."""
    now = timezone.now()
    messages = ContactMessage.objects.filter(
        created_at__lt=now - timedelta(days=ContactMessage.KEEP_DAYS)
    )
    limit = now - timedelta(days=KEEP_REFUSED_DAYS)
    refused = Comment.objects.filter(status=Comment.Status.REFUSED).filter(
        Q(moderated_at__lt=limit) | Q(moderated_at=None, created_at__lt=limit)
    )
    return {
        label: queryset.delete()[1].get(queryset.model._meta.label, 0)
        for label, queryset in (("contact messages", messages), ("refused comments", refused))
    }


def _once(model: Any, form_token: str, fields: dict[str, Any]) -> tuple[Any, bool]:
    """The row of this token, made if it is missing; and whether it was."""
    try:
        with transaction.atomic():
            return model.objects.create(form_token=form_token, **fields), True
    except IntegrityError:
        standing = model.objects.filter(form_token=form_token).first()
        if standing is None:  # it was not the token that stood in the way
            raise
        return standing, False


def _mail(message: ContactMessage, address: str) -> None:
    if not address:
        logger.warning("contact_message_without_address", message=message.pk)
        return
    try:
        send_to(
            address,
            template="pages/email/contact_message",
            context={"message": message},
            reply_to=formataddr((message.name, message.email)),
        )
    except ValueError:  # a header refused
        logger.exception("contact_message_not_mailed", message=message.pk)
