"""Booking a space: for oneself, for someone else, or for maintenance.

Each function is one transaction. A refusal is an exception of `club.bookings.refusals`, whose
`message` is in French; nothing is written then. The same form (`form_token`, drawn when it is
shown) sent again gives the booking it made.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from club.bookings import emails
from club.bookings.claims import (
    Request,
    check_not_elsewhere,
    check_rules,
    known_form,
    lock_person,
    read_request,
    write,
)
from club.bookings.models import Booking
from club.bookings.models.bookings import MAX_TITLE
from club.bookings.perms import check_may_book, check_may_run, may_run
from club.bookings.refusals import GuestUnnamed, TitleRefused
from club.telecentres.models import Space
from club.users.models import User, single_line

State = Booking.State


@transaction.atomic
def book(
    space: Space,
    *,
    starts_at: datetime,
    ends_at: datetime,
    user: User,
    form_token: str,
    title: str = "",
    shows_title: bool = False,
) -> Booking:
    """Book a space for oneself, from the beginning of a slot to the end of one (instants).

    The booking waits for the animateurs where the rules want their approval, and holds its slots
    meanwhile. A title on a telemedicine point is not kept. Raises SpaceTaken (with alternatives)
    or another BookingRefused.
    """
    lock_person(user)
    known = known_form(form_token, by=user)
    if known is not None:
        return known
    request = read_request(space, starts_at, ends_at)
    runs = check_for_oneself(user, request)
    waits = request.rules.needs_approval and not runs
    booking = Booking(
        user=user,
        booked_by=user,
        state=State.PENDING if waits else State.APPROVED,
        form_token=form_token,
        **titles_of(request.space, title, shows_title),
    )
    booking, is_new = write(booking, request, by=user)
    if is_new:
        tell = emails.asked if waits else emails.confirmed
        tell(booking)
    return booking


def check_for_oneself(user: User, request: Request) -> bool:
    """Whether this account may make this request, but for who was first.

    Returns whether it runs the centre, which frees it of the rules. Raises a BookingRefused.
    """
    check_may_book(user, request.rules, starts_at=request.starts_at)
    runs = may_run(user, request.space.telecentre)
    if not runs:
        check_rules(request)
        check_not_elsewhere(user, request)
    return runs


@transaction.atomic
def book_for(
    space: Space,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    form_token: str,
    user: User | None = None,
    guest_name: str = "",
    guest_email: str = "",
    guest_phone: str = "",
    title: str = "",
    shows_title: bool = False,
    kind: str = Booking.Kind.NORMAL,
) -> Booking:
    """Book for someone else: an account, or a guest known by name and by address or telephone.

    The animateur `by` is bound by the opening hours only, and the booking is confirmed at once. No
    mail leaves for a caller without an address. Raises NotForOthers, GuestUnnamed, SpaceTaken…
    """
    check_may_run(by, space.telecentre)
    guest = {} if user else guest_fields(guest_name, guest_email, guest_phone)
    lock_person(by)
    known = known_form(form_token, by=by)
    if known is not None:
        return known
    request = read_request(space, starts_at, ends_at)
    booking = Booking(
        user=user,
        booked_by=by,
        kind=kind,
        form_token=form_token,
        **guest,
        **titles_of(request.space, title, shows_title),
    )
    booking, is_new = write(booking, request, by=by)
    if is_new:
        emails.confirmed(booking)
    return booking


@transaction.atomic
def hold_for_maintenance(
    space: Space,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    form_token: str,
    title: str = "",
) -> Booking:
    """Keep a space from being booked; the title is shown. Raises as `book_for`."""
    check_may_run(by, space.telecentre)
    lock_person(by)
    known = known_form(form_token, by=by)
    if known is not None:
        return known
    request = read_request(space, starts_at, ends_at)
    booking = Booking(
        booked_by=by,
        kind=Booking.Kind.MAINTENANCE,
        form_token=form_token,
        **titles_of(request.space, title, bool(title.strip())),
    )
    return write(booking, request, by=by)[0]


def titles_of(space: Space, title: str, shows_title: bool) -> dict[str, Any]:
    """Raises TitleRefused. Nothing is kept of what is typed for a telemedicine point."""
    told = title.strip()
    if space.kind == Space.Kind.TELEMEDICINE:
        return {}
    try:
        single_line(told)
    except ValidationError as error:
        raise TitleRefused from error
    if len(told) > MAX_TITLE:
        raise TitleRefused
    return {"title": told, "shows_title": shows_title and bool(told)}


def guest_fields(name: str, email: str, phone: str) -> dict[str, str]:
    """Raises GuestUnnamed."""
    guest = {
        "guest_name": name.strip(),
        "guest_email": email.strip().lower(),
        "guest_phone": phone.strip(),
    }
    try:
        single_line(guest["guest_name"])
        single_line(guest["guest_phone"])
        others = {field.name for field in Booking._meta.fields} - set(guest)
        Booking(**guest).clean_fields(exclude=others)
    except ValidationError as error:
        raise GuestUnnamed from error
    if not guest["guest_name"] or not (guest["guest_email"] or guest["guest_phone"]):
        raise GuestUnnamed
    return guest
