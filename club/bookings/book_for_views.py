"""Booking for someone else, and keeping a space for maintenance: a slot is picked, then taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from club.bookings import services
from club.bookings.alternatives import Alternative
from club.bookings.animation import DAY, find_people, people_for
from club.bookings.animation_forms import BookForForm, HoldForm, SlotForm
from club.bookings.animation_views import FARTHEST, day_asked, for_animateurs
from club.bookings.models import Booking
from club.bookings.picking import day_of, ends_after, stamp
from club.bookings.refusals import BookingRefused, SpaceTaken
from club.bookings.wording import french_span, french_when
from club.members.models import Member
from club.telecentres.hours import hours_for, local_day
from club.telecentres.models import Space, Telecentre
from club.telecentres.perms import telecentres_of
from club.users.visitors import user_of

INSTEAD = "instead"  # the button of an alternative: « <space> <begin> <end> »
MAX_NAME = 80
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Way:
    """One of the two reasons to take a slot; `act(form, by)` calls the service."""

    name: str  # of the address
    title: str
    lead: str
    form: type[SlotForm]
    act: Callable[[dict[str, Any], Any], Booking]
    template: str


def _book_for(told: dict[str, Any], by: Any) -> Booking:
    member: Member | None = told.get("member")
    is_first = told["is_first_visit"] and member is None
    return services.book_for(
        told["space"],
        starts_at=told["starts_at"],
        ends_at=told["ends_at"],
        by=by,
        form_token=told["form_token"],
        user=member.user if member else None,
        guest_name=told["guest_name"],
        guest_email=told["guest_email"],
        guest_phone=told["guest_phone"],
        title=told.get("title", ""),
        shows_title=told.get("shows_title", False),
        kind=Booking.Kind.FIRST_VISIT if is_first else Booking.Kind.NORMAL,
    )


def _hold(told: dict[str, Any], by: Any) -> Booking:
    return services.hold_for_maintenance(
        told["space"],
        starts_at=told["starts_at"],
        ends_at=told["ends_at"],
        by=by,
        form_token=told["form_token"],
        title=told.get("title", ""),
    )


BOOK_FOR = Way(
    name="animation:book_for",
    title="Réserver pour quelqu’un",
    lead="Une personne au téléphone, un adhérent, un invité\u202f: choisissez d’abord un créneau.",
    form=BookForForm,
    act=_book_for,
    template="bookings/animation/book_for.html",
)
HOLD = Way(
    name="animation:hold",
    title="Bloquer un espace",
    lead="Pour un entretien, une panne, des travaux\u202f: choisissez d’abord où cela commence.",
    form=HoldForm,
    act=_hold,
    template="bookings/animation/hold.html",
)


@for_animateurs
@form_page
def book_for_someone(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """For a member found by name, a phone caller, or a guest without an account."""
    return _take(request, centre, BOOK_FOR)


@for_animateurs
@form_page
def hold_space(request: HttpRequest, centre: Telecentre) -> HttpResponse:
    """For maintenance."""
    return _take(request, centre, HOLD)


def _take(request: HttpRequest, centre: Telecentre, way: Way) -> HttpResponse:
    if request.method == "POST":
        return _write(request, centre, way)
    space, starts_at = _slot_asked(centre, request.GET)
    if space is None or starts_at is None:
        return _slots_page(request, centre, way)
    return _form_page(request, centre, way, space=space, starts_at=starts_at)


def _slots_page(request: HttpRequest, centre: Telecentre, way: Way) -> HttpResponse:
    """What is free that day, each slot a link to the form."""
    day, today = day_asked(request), timezone.localdate()
    day = max(day, today)
    key = _digits(request.GET.get("membre", ""))
    context = {
        "centre": centre,
        "way": way,
        "url": reverse(way.name, args=[centre.slug]),
        "member_pk": key,
        "extra": f"&membre={key}" if key else "",
        "day": day,
        "today": today,
        "hours": hours_for(centre, day),
        "previous": day - DAY if day > today else None,
        "next": day + DAY,
        "lines": day_of(centre, day, reader=user_of(request)),
    }
    return render(request, "bookings/animation/slots.html", context)


def _write(request: HttpRequest, centre: Telecentre, way: Way) -> HttpResponse:
    """Take the slot, or show the form again with what was typed and what is free instead."""
    data = _with_alternative(request.POST)
    space, starts_at = _slot_asked(None, data, names=("space", "starts_at"))
    if space is not None and not _mine(request).filter(pk=space.pk).exists():
        space = None
    form = _form(request, centre, way, data=data, space=space, starts_at=starts_at)
    refusal: BookingRefused | None = None
    if form.is_valid():
        try:
            booking = way.act(form.cleaned_data, request.user)
        except BookingRefused as error:
            refusal = error
            form.add_error(None, error.message)
        else:
            messages.success(request, _done(booking))
            url = reverse("animation:day", args=[booking.space.telecentre.slug])
            return redirect(f"{url}?date={local_day(booking.starts_at)}")
    return _form_page(
        request, centre, way, space=space, starts_at=starts_at, form=form, refusal=refusal
    )


def _form_page(
    request: HttpRequest,
    centre: Telecentre,
    way: Way,
    *,
    space: Space | None,
    starts_at: datetime | None,
    form: SlotForm | None = None,
    refusal: BookingRefused | None = None,
) -> HttpResponse:
    user: Any = request.user
    member = _member_asked(request, centre)
    asked = request.GET.get("qui", "")[:MAX_NAME].strip()
    shown = form or _form(request, centre, way, space=space, starts_at=starts_at, member=member)
    people = find_people(asked, by=user, telecentre=centre) if asked and way is BOOK_FOR else []
    day = local_day(starts_at) if starts_at else timezone.localdate()
    url = reverse(way.name, args=[centre.slug])
    slot = {"espace": space.pk, "debut": stamp(starts_at)} if space and starts_at else {}
    chosen = {"membre": str(member.pk)} if member else {}
    context = {
        "centre": centre,
        "way": way,
        "space": space,
        "starts_at": starts_at,
        "form": shown,
        "member": member,
        "asked": asked,
        "people": [
            {"member": one, "url": f"{url}?{urlencode({**slot, 'membre': one.pk})}"}
            for one in people
        ],
        "slot": slot,
        "url": url,
        "change_slot_url": f"{url}?{urlencode({'date': day, **chosen})}",
        "change_person_url": f"{url}?{urlencode(slot)}",
        "has_ends": bool(shown.fields["ends_at"].widget.choices),  # type: ignore[attr-defined]
        "alternatives": _alternatives(request, refusal),
    }
    return render(request, way.template, context)


def _form(
    request: HttpRequest,
    centre: Telecentre,
    way: Way,
    *,
    space: Space | None,
    starts_at: datetime | None,
    data: QueryDict | None = None,
    member: Member | None = None,
) -> SlotForm:
    user: Any = request.user
    is_known = space is not None and starts_at is not None
    ends = ends_after(space, starts_at, reader=user) if is_known else []  # type: ignore[arg-type]
    initial = {"space": space, "starts_at": starts_at, "member": member}
    kwargs: dict[str, Any] = {"initial": initial, "spaces": _mine(request)}
    if way is BOOK_FOR:
        kwargs["people"] = people_for(user, centre).select_related("user")
    return way.form(data, space=space, ends=ends, **kwargs)


def _mine(request: HttpRequest) -> Any:
    """The spaces of every centre of this account: an alternative may stand in another of them."""
    user: Any = request.user
    return Space.objects.active().filter(telecentre__in=telecentres_of(user))


def _slot_asked(
    centre: Telecentre | None, data: QueryDict, names: tuple[str, str] = ("espace", "debut")
) -> tuple[Space | None, datetime | None]:
    """The space and the instant that an address or a form names, if they are worth looking at."""
    key = _digits(data.get(names[0], ""))
    spaces = Space.objects.active().select_related("telecentre__commune")
    if centre is not None:
        spaces = spaces.filter(telecentre=centre)
    space = spaces.filter(pk=key).first() if key else None
    try:
        moment = parse_datetime(data.get(names[1], ""))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return space, None
    return space, moment if abs(moment - timezone.now()) <= FARTHEST else None


def _member_asked(request: HttpRequest, centre: Telecentre) -> Member | None:
    user: Any = request.user
    key = _digits(request.POST.get("member") or request.GET.get("membre") or "")
    if not key:
        return None
    people = people_for(user, centre).select_related("user", "home_telecentre")
    return people.filter(pk=key).first()


def _digits(text: str) -> str:
    """A key, or nothing: no database takes a number of any length."""
    return text if text.isascii() and text.isdigit() and len(text) <= 18 else ""


def _with_alternative(posted: QueryDict) -> QueryDict:
    """The same form for another slot, when the button of an alternative sent it."""
    parts = posted.get(INSTEAD, "").split(" ")
    if len(parts) != 3:
        return posted
    data = posted.copy()
    data["space"], data["starts_at"], data["ends_at"] = parts
    return data


def _alternatives(request: HttpRequest, refusal: BookingRefused | None) -> list[dict[str, Any]]:
    """What is free instead; taken in one click where this account may book for others."""
    if not isinstance(refusal, SpaceTaken) or not refusal.alternatives:
        return []
    user: Any = request.user
    mine = set(telecentres_of(user).values_list("pk", flat=True))
    return [_shown(one, one.space.telecentre_id in mine) for one in refusal.alternatives]


def _shown(one: Alternative, is_mine: bool) -> dict[str, Any]:
    return {
        "one": one,
        "when": french_span(one.starts_at, one.ends_at),
        "missing": ", ".join(one.missing),
        "value": f"{one.space.pk} {stamp(one.starts_at)} {stamp(one.ends_at)}" if is_mine else "",
    }


def _done(booking: Booking) -> str:
    what = f"{booking.space.name}, {french_when(booking)}"
    if booking.kind == Booking.Kind.MAINTENANCE:
        return f"{what}\u202f: l’espace est bloqué."
    told = (
        "la confirmation part par courriel."
        if booking.user_id or booking.guest_email
        else f"dites-lui le numéro {booking.reference}, aucun courriel ne part."
    )
    return f"Réservé pour {booking.person}, {what}\u202f: {told}"
