"""What people are told of the messages they receive: one notification until they read them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from club.members.models import Conversation, Message
from club.members.perms import may_read_club
from club.notifications.kinds import register_kind
from club.notifications.models import Frequency, Notification
from club.notifications.services import notify
from club.users.models import User

KIND = "members.message"


def register_kinds() -> None:
    """Declare the kind. At once, unlike others: someone waits for the answer."""
    register_kind(
        KIND,
        label="Messages des autres adhérents",
        group="Messages",
        default=Frequency.AT_ONCE,
        is_for=may_read_club,
        still_concerns=_still_unread,
    )


def tell(message: Message, *, to: User) -> None:
    """The text, without anyone's address: the answer is written on the site."""
    author = str(message.author)
    notify(
        to,
        KIND,
        title=f"{author} vous a écrit",
        text=message.text,
        url=reverse("messages:detail", args=[message.conversation_id]),
        subject=(_key(message.conversation), f"Vos messages avec {author}"),
        once_key=f"message-{message.pk}",
        template="members/email/message_written",
        context={"author": author},
    )


def mark_read(conversation: Conversation, *, reader: User) -> None:
    """Note as read what told this person of a thread that they have open."""
    told = Notification.objects.unread().filter(
        user=reader, kind=KIND, subject_key=_key(conversation)
    )
    told.update(read_at=timezone.now())


def _key(conversation: Conversation) -> str:
    return f"conversation-{conversation.pk}"


def subjects_of(user: User) -> list[str]:
    """What notifications of other people quote or name this account: its threads."""
    return [_key(thread) for thread in Conversation.objects.of(user)]


def _still_unread(notifications: list[Notification]) -> Iterable[Notification]:
    """A mail that waited is of no use once the thread has been read. One query."""
    threads = Conversation.objects.in_bulk({_thread_of(one) for one in notifications})
    for one in notifications:
        thread = threads.get(_thread_of(one))
        if thread is not None:
            read_at = thread.read_at(one.user_id)
            if read_at is None or read_at < one.created_at:
                yield one


def _thread_of(notification: Notification) -> int:
    return int(notification.subject_key.rpartition("-")[2])
