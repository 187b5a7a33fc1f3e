"""« Vos notifications »: what a person was told, and how often they want to be written to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.notifications.forms import PreferencesForm
from club.notifications.kinds import find_kind, kinds_for
from club.notifications.models import Notification
from club.notifications.preferences import frequencies_of, set_frequencies
from club.notifications.services import mark_all_read, mark_read

PER_PAGE = 20
MAX_PAGE_DIGITS = 6


@login_required
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Everything the person was told, newest first, by day."""
    mine = Notification.objects.filter(user=request.user).newest_first()
    number = request.GET.get("page", "1")
    page = Paginator(mine, PER_PAGE).get_page(number if len(number) <= MAX_PAGE_DIGITS else "1")
    context = {
        "days": _by_day(list(page.object_list)),
        "page_number": page.number,
        "page_count": page.paginator.num_pages,
        "paginator_links": _links(page),
    }
    return render(request, "notifications/list.html", context)


@login_required
@require_safe
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a notification tells of, and note it as read.

    A GET that writes, on purpose: it is a plain link, and what it changes is what following it
    means. A page fetched ahead by a browser may mark one too soon; nothing is lost.
    """
    notification = get_object_or_404(Notification, pk=pk, user=request.user)
    mark_read(notification)
    return redirect(notification.url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """« Tout marquer comme lu »."""
    mark_all_read(request.user)  # type: ignore[arg-type]
    messages.success(request, "Toutes vos notifications sont marquées comme lues.")
    return redirect("notifications:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How often to write, kind by kind."""
    user: Any = request.user
    kinds = kinds_for(user)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds,
        initial=frequencies_of(user),
    )
    if request.method == "POST" and form.is_valid():
        set_frequencies(user, form.cleaned_data)
        messages.success(request, "Vos préférences sont enregistrées.")
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences.html", {"form": form})


def _by_day(notifications: list[Notification]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "day": day,
            "name": _name_of(day, today),
            "lines": [
                {
                    "notification": one,
                    "kind": find_kind(one.kind),
                    "time": timezone.localtime(one.created_at).time(),
                }
                for one in found
            ],
        }
        for day, found in groupby(notifications, lambda one: timezone.localdate(one.created_at))
    ]


def _name_of(day: date, today: date) -> str:
    """« Aujourd’hui » and « Hier »; elsewhere the page writes the date."""
    return {today: "Aujourd’hui", today - timedelta(days=1): "Hier"}.get(day, "")


def _links(page: Page) -> list[dict[str, Any]]:
    base = reverse("notifications:list")
    return [
        {
            "label": str(number),
            "url": None if number == Paginator.ELLIPSIS else f"{base}?page={number}",
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]
