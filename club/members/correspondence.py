"""Reading one's messages: the threads, who the other person is to the club, what is not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils.text import Truncator

from club.members.conversations import unread_count
from club.members.models import Block, Conversation, Member, Message
from club.members.perms import may_read_club
from club.members.querysets import ConversationQuerySet
from club.members.registry import Panel, register_panel
from club.users.models import User
from club.users.roles import ROLES

FORMER = "Ancien membre"
EXCERPT = 160  # characters of the last message, in the list
SHORT_EXCERPT = 80
PANEL_THREADS = 3
State = Member.State
# Whose place is kept: their name stays, though nothing may be written to them meanwhile.
STILL_KNOWN = (State.ACTIVE, State.SUSPENDED, State.EXPIRED)


@dataclass(frozen=True)
class Line:
    """A thread in a list."""

    thread: Conversation
    name: str
    excerpt: str
    is_mine: bool  # the last message
    is_unread: bool


def names_of(people: Collection[User]) -> dict[int, str]:
    """How each account is called in a thread: « Ancien membre » once they have left. One query."""
    staff = Q(is_superuser=True) | Q(groups__name__in=[role.name for role in ROLES])
    known = set(
        User.objects.filter(
            staff | Q(member__state__in=STILL_KNOWN),
            is_active=True,
            pk__in={person.pk for person in people},
        ).values_list("pk", flat=True)
    )
    return {person.pk: str(person) if person.pk in known else FORMER for person in people}


def threads_of(user: User) -> ConversationQuerySet:
    """The threads of an account with their two people and their last message, newest first."""
    last = Message.objects.filter(conversation=OuterRef("pk")).order_by("-sent_at", "-pk")
    return (
        Conversation.objects.of(user)
        .select_related("opened_by", "other")
        .annotate(
            last_text=Subquery(last.values("text")[:1]),
            last_author=Subquery(last.values("author_id")[:1]),
        )
    )


def lines_of(
    threads: Iterable[Conversation], *, reader: User, excerpt: int = EXCERPT
) -> list[Line]:
    """These threads, as `threads_of` gives them, in the words of a list. One query."""
    told = list(threads)
    names = names_of([thread.other_than(reader) for thread in told])
    lines = []
    for thread in told:
        read_at = thread.read_at(reader.pk)
        lines.append(
            Line(
                thread=thread,
                name=names[thread.other_than(reader).pk],
                excerpt=Truncator(thread.last_text or "").chars(excerpt),  # type: ignore[attr-defined]
                is_mine=thread.last_author == reader.pk,  # type: ignore[attr-defined]
                is_unread=read_at is None or read_at < thread.last_message_at,
            )
        )
    return lines


def has_blocked(user: User, other: User) -> bool:
    """Whether the first blocked the second."""
    return Block.objects.filter(blocker=user, blocked=other).exists()


def unread_panel(user: User) -> dict[str, object] | None:
    """« Messages », on the welcome page of the club: those not read, and the way to the others."""
    if not may_read_club(user):
        return None
    count = unread_count(user)
    unread = threads_of(user).unread_by(user)[:PANEL_THREADS] if count else ()
    return {"count": count, "lines": lines_of(unread, reader=user, excerpt=SHORT_EXCERPT)}


def register_panels() -> None:
    """Declare the panel."""
    register_panel(
        Panel(
            "messages",
            "Messages non lus",
            "members/messages/panel.html",
            unread_panel,
            order=30,
        )
    )
