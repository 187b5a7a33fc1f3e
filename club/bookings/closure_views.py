"""Closing a centre: who is affected is shown first, then it is confirmed, then what became of each
is followed.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.bookings import closures
from club.bookings.animation_views import for_animateurs
from club.bookings.closure_forms import ClosureForm
from club.bookings.closure_lists import closures_of, overlapping, repairs_of, standing_twin
from club.bookings.day_refusals import ClosureOver
from club.bookings.refusals import BookingRefused
from club.telecentres.models import Closure, Telecentre
from club.telecentres.registry import affected_by_closure
from club.users.visitors import user_of

TOKENS = "closure_tokens"  # in the session: the confirmations shown and not sent yet
MOST_TOKENS = 5
CONFIRM, CORRECT = "confirmer", "corriger"


@for_animateurs
@require_safe
def closure_list(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """Those to come and those that are over."""
    coming, past = closures_of(centre)
    context = {"centre": centre, "coming": coming, "past": past, "now": timezone.now()}
    return render(request, "bookings/day/closures.html", context)


@for_animateurs
@require_http_methods(["GET", "HEAD", "POST"])
def new_closure(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """The form, then everyone affected, then the closing itself."""
    form = ClosureForm(request.POST if request.method == "POST" else None)
    step = request.POST.get("step", "")
    if request.method != "POST" or step == CORRECT or not form.is_valid():
        return render(request, "bookings/day/new_closure.html", {"centre": centre, "form": form})
    if step == CONFIRM:
        return _close(request, centre, form)
    return _preview(request, centre, form)


@for_animateurs
@require_safe
def closure_page(request: HttpRequest, centre: Telecentre, *, pk: int) -> HttpResponse:
    """What became of everyone."""
    closure = get_object_or_404(Closure, telecentre=centre, pk=pk)
    lines = repairs_of(closure)
    context = {
        "centre": centre,
        "closure": closure,
        "lines": lines,
        "moved_count": sum(one.is_moved for one in lines),
        "waiting_count": sum(one.is_waiting for one in lines),
        "to_call_count": sum(one.must_be_called for one in lines),
        "has_begun": closure.starts_at <= timezone.now(),
        "is_over": closure.ends_at <= timezone.now(),
    }
    return render(request, "bookings/day/closure.html", context)


@for_animateurs
@require_POST
def reopen_centre(request: HttpRequest, centre: Telecentre, *, pk: int) -> HttpResponse:
    """Lift a closure; sent twice, it says that it is done."""
    closure = Closure.objects.filter(pk=pk).first()
    if closure is not None and closure.telecentre_id != centre.pk:
        raise Http404
    try:
        if closure is None:
            raise ClosureOver
        closures.reopen(closure, by=user_of(request))
    except ClosureOver:
        messages.info(request, "Cette fermeture est déjà levée.")
    else:
        messages.success(
            request,
            "La fermeture est levée\u202f: les personnes déplacées sont prévenues, et peuvent "
            "reprendre leur place si elle est libre.",
        )
    return redirect("animation_day:closures", centre.slug)


def _preview(request: HttpRequest, centre: Telecentre, form: ClosureForm) -> HttpResponse:
    closure = form.closure()
    affected = affected_by_closure(centre, closure.starts_at, closure.ends_at)
    others = list(overlapping(centre, closure))
    context = {
        "centre": centre,
        "form": form,
        "closure": closure,
        "affected": affected,
        "to_call_count": sum(not one.is_reachable for one in affected),
        "others": others,
        "is_covered": any(
            one.starts_at <= closure.starts_at and closure.ends_at <= one.ends_at for one in others
        ),
        "token": _draw_token(request),
    }
    return render(request, "bookings/day/closure_preview.html", context)


def _close(request: HttpRequest, centre: Telecentre, form: ClosureForm) -> HttpResponse:
    """Once for each confirmation shown: one sent again after a reopening does not close again."""
    closure = form.closure()
    if not _use_token(request, request.POST.get("token", "")):
        twin = standing_twin(centre, closure)
        if twin is None:
            messages.warning(
                request,
                "Cette confirmation a déjà servi\u202f: vérifiez et confirmez de nouveau.",
            )
            return _preview(request, centre, form)
        messages.success(request, _closed(centre))
        return redirect("animation_day:closure", centre.slug, twin.pk)
    user: Any = request.user
    try:
        made = closures.close_centre(
            centre,
            starts_at=closure.starts_at,
            ends_at=closure.ends_at,
            reason=closure.reason,
            message=closure.message,
            by=user,
        )
    except BookingRefused as refusal:
        form.add_error(None, refusal.message)
        return render(request, "bookings/day/new_closure.html", {"centre": centre, "form": form})
    messages.success(request, _closed(centre))
    return redirect("animation_day:closure", centre.slug, made.pk)


def _closed(centre: Telecentre) -> str:
    return (
        f"{centre.short_name} est fermé à ces dates\u202f: chaque personne touchée est prévenue "
        "dans la minute, et se voit proposer une autre place s’il y en a une."
    )


def _draw_token(request: HttpRequest) -> str:
    token = secrets.token_urlsafe(24)
    shown = request.session.get(TOKENS, [])
    request.session[TOKENS] = [*shown, token][-MOST_TOKENS:]
    return token


def _use_token(request: HttpRequest, token: str) -> bool:
    shown = request.session.get(TOKENS, [])
    if token not in shown:
        return False
    request.session[TOKENS] = [one for one in shown if one != token]
    return True
