"""Messages between members: written on the site, mailed without an address, kept twelve months."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from club.members import emails, message_news
from club.members.models import Block, Conversation, Message, MessageReport
from club.members.perms import may_read_club
from club.users.models import User

DAILY_MESSAGES = 50
DAILY_NEW_THREADS = 10
DAY = timedelta(hours=24)
KEEP = timedelta(days=365)
MAX_TEXT = 5000


class MessageRefused(Exception):
    """A message was not written; `message` says why in French."""

    message = "Ce message n’est pas parti."


class NotAllowed(MessageRefused):
    message = "Seuls les adhérents du club peuvent s’écrire."


class RecipientAway(MessageRefused):
    message = "Cette personne ne reçoit plus de messages."


class Blocked(MessageRefused):
    message = "Vous ne pouvez pas échanger de messages avec cette personne."


class DailyCapReached(MessageRefused):
    message = (
        f"Le site remet {DAILY_MESSAGES} messages par jour, et vous les avez écrits. "
        "Votre texte est gardé ici\u202f: envoyez-le demain."
    )


class DailyThreadsReached(DailyCapReached):
    message = (
        f"Vous avez déjà écrit à {DAILY_NEW_THREADS} nouvelles personnes en un jour, le plus que "
        "le site permette. Votre texte est gardé ici\u202f: envoyez-le demain."
    )


class TextRefused(MessageRefused):
    message = f"Écrivez un message de {MAX_TEXT} caractères au plus."


def thread_of(one: User, another: User) -> Conversation | None:
    """The thread of two accounts, whoever opened it."""
    found: Conversation | None = Conversation.objects.filter(
        Q(opened_by=one, other=another) | Q(opened_by=another, other=one)
    ).first()
    return found


@transaction.atomic
def write_message(author: User, *, to: User, text: str, form_token: str) -> Message:
    """Write to someone of the club, in the one thread of the two; they are told of the first that
    they have not read.

    `form_token` is drawn when the form is shown: the same form sent twice gives its one message.
    Raises TextRefused, NotAllowed, RecipientAway, Blocked, DailyCapReached.
    """
    told = text.strip()
    if not told or len(told) > MAX_TEXT:
        raise TextRefused
    # Serialises the messages of one author: neither cap nor token can be run past.
    User.objects.select_for_update(no_key=True).get(pk=author.pk)
    known = Message.objects.filter(form_token=form_token).first()
    if known is not None:
        if known.author_id != author.pk:
            raise NotAllowed
        return known
    _check_people(author, to)
    thread = thread_of(author, to)
    _check_caps(author, is_new=thread is None)
    thread = thread or _open(author, to)
    is_followed = _unread(thread, reader=to, author=author)
    message = Message.objects.create(
        conversation=thread, author=author, text=told, form_token=form_token
    )
    Conversation.objects.filter(pk=thread.pk).update(
        **{"last_message_at": message.sent_at, thread.read_column(author.pk): message.sent_at}
    )
    if not is_followed:
        message_news.tell(message, to=to)
    return message


def _unread(thread: Conversation, *, reader: User, author: User) -> bool:
    """Whether the reader has been told of a message of this author that they have not read yet."""
    read_at = thread.read_at(reader.pk)
    written = Message.objects.filter(conversation=thread, author=author)
    return (written.filter(sent_at__gt=read_at) if read_at else written).exists()


def _check_people(author: User, to: User) -> None:
    if author.pk == to.pk or not may_read_club(author):
        raise NotAllowed
    if not is_reachable(to):
        raise RecipientAway
    if is_blocked(author, to):
        raise Blocked


def _check_caps(author: User, *, is_new: bool) -> None:
    since = timezone.now() - DAY
    if Message.objects.filter(author=author, sent_at__gt=since).count() >= DAILY_MESSAGES:
        raise DailyCapReached
    opened = Conversation.objects.filter(opened_by=author, created_at__gt=since)
    if is_new and opened.count() >= DAILY_NEW_THREADS:
        raise DailyThreadsReached


def _open(author: User, to: User) -> Conversation:
    """A new thread; if the other wrote at the same instant, theirs."""
    try:
        with transaction.atomic():
            opened: Conversation = Conversation.objects.create(
                opened_by=author, other=to, last_message_at=timezone.now()
            )
            return opened
    except IntegrityError:
        thread = thread_of(author, to)
        if thread is None:
            raise
        return thread


def is_reachable(user: User) -> bool:
    """Whether this account may be written to."""
    return user.is_active and may_read_club(user)


def is_blocked(one: User, another: User) -> bool:
    """Whether either of the two blocked the other."""
    return Block.objects.filter(
        Q(blocker=one, blocked=another) | Q(blocker=another, blocked=one)
    ).exists()


@transaction.atomic
def mark_read(conversation: Conversation, *, reader: User, up_to: datetime | None = None) -> None:
    """Record that one of the two has read the thread, up to an instant or to now.

    What told them of it is read too. Of someone else's thread, nothing is recorded.
    """
    if reader.pk not in (conversation.opened_by_id, conversation.other_id):
        return
    at = up_to or timezone.now()
    column = conversation.read_column(reader.pk)
    earlier = Q(**{column: None}) | Q(**{f"{column}__lt": at})
    Conversation.objects.filter(earlier, pk=conversation.pk).update(**{column: at})
    message_news.mark_read(conversation, reader=reader)


def unread_count(user: User) -> int:
    """How many threads hold something this account has not read. One query."""
    return Conversation.objects.unread_by(user).count()


@transaction.atomic
def report_message(message: Message, *, by: User, reason: str = "") -> MessageReport:
    """Report a message one received; moderators and managers are told once.

    Reporting again changes nothing. Raises NotAllowed for one's own message or someone else's
    thread.
    """
    thread = message.conversation
    if by.pk == message.author_id or by.pk not in (thread.opened_by_id, thread.other_id):
        raise NotAllowed
    report, is_new = MessageReport.objects.get_or_create(
        message=message, reporter=by, defaults={"reason": reason.strip()[:1000]}
    )
    if is_new:
        emails.message_reported(report)
    return report


def handle_report(report: MessageReport, *, by: User) -> None:
    """Close a report; the first who does so is the one recorded."""
    MessageReport.objects.filter(pk=report.pk, handled_at=None).update(
        handled_by=by, handled_at=timezone.now()
    )


def block(blocker: User, *, blocked: User) -> Block:
    """Exchange no more messages with someone, who is not told. Raises NotAllowed for oneself."""
    if blocker.pk == blocked.pk:
        raise NotAllowed
    return Block.objects.get_or_create(blocker=blocker, blocked=blocked)[0]


def unblock(blocker: User, *, blocked: User) -> None:
    """Undo it."""
    Block.objects.filter(blocker=blocker, blocked=blocked).delete()


@transaction.atomic
def purge_conversations(now: datetime | None = None) -> int:
    """Nightly: delete messages of twelve months, then threads left empty; how many messages.

    A message whose report waits stays until someone has handled it.
    """
    limit = (now or timezone.now()) - KEEP
    waiting = MessageReport.objects.filter(message=OuterRef("pk"), handled_at=None)
    old = Message.objects.filter(~Exists(waiting), sent_at__lt=limit)
    count = old.count()
    old.delete()
    written = Message.objects.filter(conversation=OuterRef("pk"))
    Conversation.objects.filter(~Exists(written), last_message_at__lt=limit).delete()
    return count
