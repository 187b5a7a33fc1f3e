"""« Vos messages »: the threads of a person of the club, and what one can do in them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from club.members import conversations, correspondence
from club.members.conversations import MessageRefused
from club.members.messages_forms import MessageForm, ReportForm
from club.members.models import Conversation, Message
from club.members.perms import active_member_required
from club.members.visibility import Reader, found_by

THREADS_A_PAGE = 20
MESSAGES_A_PAGE = 50
MAX_PAGE_DIGITS = 6

form_page = require_http_methods(["GET", "HEAD", "POST"])


@active_member_required
@require_safe
def thread_list(request: HttpRequest) -> HttpResponse:
    """The threads, the last written first."""
    user: Any = request.user
    page = _page_of(request, correspondence.threads_of(user), THREADS_A_PAGE)
    context = {
        "lines": correspondence.lines_of(page.object_list, reader=user),
        "unread_count": conversations.unread_count(user),
        "page_number": page.number,
        "paginator_links": _links(page, reverse("messages:list")),
    }
    return render(request, "members/messages/list.html", context)


@active_member_required
@form_page
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """One thread: its messages by day, the newest last, and a form to answer.

    Opening it marks it as read: a GET that writes, on purpose, since reading is what it notes.
    """
    user: Any = request.user
    conversation = _thread_of(request, pk)
    other = conversation.other_than(user)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and _was_written(request, form, other):
        return redirect("messages:detail", pk=conversation.pk)
    written = conversation.messages.order_by("-sent_at", "-pk").select_related("author")
    page = _page_of(request, written, MESSAGES_A_PAGE)
    is_blocked = correspondence.has_blocked(user, other)
    context = {
        "thread": conversation,
        "name": correspondence.names_of([other])[other.pk],
        "days": _by_day(list(page.object_list)[::-1]),
        "form": form,
        "is_blocked": is_blocked,
        "is_reachable": conversations.is_reachable(other),
        "page_number": page.number,
        "paginator_links": _links(page, reverse("messages:detail", args=[pk])),
    }
    if page.number == 1:
        # Up to what this page shows: what is written at this very moment stays unread.
        up_to = conversation.last_message_at
        conversations.mark_read(conversation, reader=user, up_to=up_to)
    return render(request, "members/messages/thread.html", context)


@active_member_required
@form_page
def new_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A first message to a member of the directory; who is already written to has their thread."""
    user: Any = request.user
    found = found_by(Reader.CLUB).exclude(user=user).select_related("user")
    member = get_object_or_404(found, pk=pk)
    form = MessageForm(request.POST or None)
    # Before looking for the thread: the same form sent twice must not lose its answer.
    if request.method == "POST" and _was_written(request, form, member.user):
        return redirect("messages:detail", pk=conversations.thread_of(user, member.user).pk)  # type: ignore[union-attr]
    known = conversations.thread_of(user, member.user)
    if known is not None and request.method != "POST":
        return redirect("messages:detail", pk=known.pk)
    return render(request, "members/messages/new.html", {"member": member, "form": form})


@active_member_required
@form_page
def block_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange nothing more with the other person of a thread."""
    return _confirm_block(request, pk, is_block=True)


@active_member_required
@form_page
def unblock_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo it."""
    return _confirm_block(request, pk, is_block=False)


def _confirm_block(request: HttpRequest, pk: int, *, is_block: bool) -> HttpResponse:
    user: Any = request.user
    conversation = _thread_of(request, pk)
    other = conversation.other_than(user)
    name = correspondence.names_of([other])[other.pk]
    if request.method == "POST":
        if is_block:
            conversations.block(user, blocked=other)
            done = f"{name} est bloqué\u202f: vous n’échangez plus de messages."
        else:
            conversations.unblock(user, blocked=other)
            done = f"Le blocage de {name} est levé."
        messages.success(request, done)
        return redirect("messages:detail", pk=pk)
    context = {"thread": conversation, "name": name, "is_block": is_block}
    return render(request, "members/messages/confirm_block.html", context)


@active_member_required
@form_page
def report(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Report a message that one received; one's own is no matter for a report."""
    user: Any = request.user
    conversation = _thread_of(request, pk)
    received = conversation.messages.exclude(author=user)
    message = get_object_or_404(received, pk=message_pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conversations.report_message(message, by=user, reason=form.cleaned_data["reason"])
        messages.success(
            request,
            "Merci. L’équipe du réseau lira ce message et décidera. "
            "Vous pouvez aussi bloquer cette personne.",
        )
        return redirect("messages:detail", pk=pk)
    other = conversation.other_than(user)
    context = {
        "thread": conversation,
        "name": correspondence.names_of([other])[other.pk],
        "message": message,
        "form": form,
    }
    return render(request, "members/messages/report.html", context)


def _thread_of(request: HttpRequest, pk: int) -> Conversation:
    """A thread of this person; anyone else's does not exist."""
    mine: Any = Conversation.objects.of(request.user)  # type: ignore[arg-type]
    found: Conversation | None = mine.filter(pk=pk).select_related("opened_by", "other").first()
    if found is None:
        raise Http404
    return found


def _was_written(request: HttpRequest, form: MessageForm, to: Any) -> bool:
    """Whether the message is written; else the form says why and keeps the text."""
    if not form.is_valid():
        return False
    try:
        conversations.write_message(request.user, to=to, **form.cleaned_data)  # type: ignore[arg-type]
    except MessageRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, "Votre message est parti.")
    return True


def _by_day(written: list[Message]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    names = {today: "Aujourd’hui", today - timedelta(days=1): "Hier"}

    def day_of(message: Message) -> date:
        return timezone.localdate(message.sent_at)

    return [
        {"day": day, "name": names.get(day, ""), "messages": list(found)}
        for day, found in groupby(written, day_of)
    ]


def _page_of(request: HttpRequest, rows: Any, size: int) -> Page:
    number = request.GET.get("page", "1")
    return Paginator(rows, size).get_page(number if len(number) <= MAX_PAGE_DIGITS else "1")


def _links(page: Page, base: str) -> list[dict[str, Any]]:
    return [
        {
            "label": str(number),
            "url": None if number == Paginator.ELLIPSIS else f"{base}?page={number}",
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]
