"""Saying that one is there: the QR code of the desk, the code of the day, the animateur's sheet.

One line of attendance a booking and half-day: whoever checks in twice is noted once.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from club.bookings.claims import MAX_TOKEN
from club.bookings.day_refusals import (
    AnotherCentre,
    AnotherDay,
    AnotherDesk,
    DeskRetired,
    NothingBookedHere,
    NotThatHalfDay,
    TooManyGuesses,
    TooSoon,
    UnknownDesk,
    WrongCode,
)
from club.bookings.models import Attendance, Booking, CodeGuess, DeskCode, Half
from club.bookings.models.attendance import draw_desk_token
from club.bookings.perms import check_may_run
from club.bookings.planning import Planning
from club.bookings.refusals import AlreadyOver, NoLongerStands, NotBookable
from club.bookings.services import book_for
from club.bookings.slots import NOON
from club.telecentres.hours import PARIS, instant, local_day
from club.telecentres.models import Space, Telecentre
from club.users.models import User

State, Method = Attendance.State, Attendance.Method
EARLY = timedelta(minutes=30)  # how long before the beginning one may be there
GUESSES = 5  # wrong codes forgiven in GUESSES_WITHIN
GUESSES_WITHIN = timedelta(minutes=15)
MAX_DESK_TOKEN = 40


@transaction.atomic
def code_of_desk(space: Space, *, by: User) -> DeskCode:
    """What the QR of a desk says, made if there is none. Raises NotForOthers."""
    check_may_run(by, space.telecentre)
    return DeskCode.objects.get_or_create(space=space)[0]


@transaction.atomic
def renew_desk_code(space: Space, *, by: User) -> DeskCode:
    """Another code for a desk: the former one is refused from now on. Raises NotForOthers."""
    check_may_run(by, space.telecentre)
    code, is_new = DeskCode.objects.select_for_update().get_or_create(space=space)
    if not is_new:
        code.token, code.renewed_at = draw_desk_token(), timezone.now()
        code.save()
    return code


def desk_of(token: str) -> Space:
    """The space of a QR code. Raises UnknownDesk, DeskRetired."""
    if not 0 < len(token) <= MAX_DESK_TOKEN or "\x00" in token:
        raise UnknownDesk
    code = DeskCode.objects.select_related("space__telecentre").filter(token=token).first()
    if code is None:
        raise UnknownDesk
    if not (code.space.is_active and code.space.telecentre.is_active):
        raise DeskRetired
    return code.space


def code_of_day(telecentre: Telecentre, day: date | None = None) -> str:
    """The four digits shown at the entrance on a local day. Nothing is stored: they are derived
    from the secret of the site.
    """
    when = day or local_day(timezone.now())
    seed = salted_hmac("club.bookings.code-of-day", f"{telecentre.pk} {when:%Y-%m-%d}")
    return f"{int.from_bytes(seed.digest()[:8]) % 10_000:04d}"


def due_at_desk(token: str, *, user: User) -> Booking:
    """The booking that `check_in_at_desk` would note; nothing is written. Raises as it does."""
    space = desk_of(token)
    return _booking_now(user, space.telecentre, space=space)


@transaction.atomic
def check_in_at_desk(token: str, *, user: User) -> Attendance:
    """By the QR of a desk. Twice is once. Raises UnknownDesk, DeskRetired, AnotherDesk,
    AnotherCentre, AnotherDay, NothingBookedHere, TooSoon, AlreadyOver.
    """
    return _note(due_at_desk(token, user=user), Method.QR, by=user)


def check_in_by_code(telecentre: Telecentre, code: str, *, user: User) -> Attendance:
    """By the code of the day. A wrong one is counted: after GUESSES, a quarter of an hour's wait.

    Raises WrongCode, TooManyGuesses, and as `check_in_at_desk`.
    """
    if not _is_right(telecentre, code, user):
        raise WrongCode
    with transaction.atomic():
        return _note(_booking_now(user, telecentre), Method.CODE, by=user)


@transaction.atomic
def mark_present(
    booking: Booking, *, by: User, half: str = "", day: date | None = None
) -> Attendance:
    """On the sheet of the day, by an animateur; the half-day that runs unless told.

    Guests too, and afterwards. Raises NotForOthers, NoLongerStands, NotThatHalfDay.
    """
    return _mark(booking, State.PRESENT, by=by, half=half, day=day)


@transaction.atomic
def mark_absent(
    booking: Booking, *, by: User, half: str = "", day: date | None = None
) -> Attendance:
    """The same for someone who did not come. Nothing is given back."""
    return _mark(booking, State.ABSENT, by=by, half=half, day=day)


@transaction.atomic
def undo(line: Attendance, *, by: User) -> None:
    """Forget what was noted by mistake. Undoing twice undoes once; a place given back stays so.

    Raises NotForOthers, NoLongerStands (given back).
    """
    found = Attendance.objects.select_for_update(of=("self",)).filter(pk=line.pk).first()
    check_may_run(by, line.booking.space.telecentre)
    if found is None:
        return
    if found.state == State.RELEASED:
        raise NoLongerStands
    found.delete()


@transaction.atomic
def record_walk_in(
    space: Space,
    *,
    by: User,
    form_token: str,
    user: User | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    guest_name: str = "",
    guest_email: str = "",
    guest_phone: str = "",
) -> Attendance:
    """Someone who came without a booking: a real one is made, from the slot that runs (or between
    the instants given), and their presence is noted.

    For an account or a guest, as `book_for`. The same form again gives the same line. Raises
    NotForOthers, GuestUnnamed, NotBookable (closed now), SpaceTaken, FormReused.
    """
    check_may_run(by, space.telecentre)
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise NotBookable
    known = Attendance.objects.filter(booking__form_token=form_token, booking__booked_by=by).first()
    if known is not None:
        return known
    if starts_at is None or ends_at is None:
        starts_at, ends_at = _slot_that_runs(space)
    booking = book_for(
        space,
        starts_at=starts_at,
        ends_at=ends_at,
        by=by,
        form_token=form_token,
        user=user,
        guest_name=guest_name,
        guest_email=guest_email,
        guest_phone=guest_phone,
    )
    return _note(booking, Method.WALK_IN, by=by)


def half_days_of(booking: Booking) -> list[tuple[date, str]]:
    """The local half-days of which a booking holds slots, in order. One query if not prefetched."""
    keys = sorted(claim.starts_at for claim in booking.claims.all())
    return list(dict.fromkeys(half_day_at(key) for key in keys))


def half_day_at(moment: datetime) -> tuple[date, str]:
    """The local day, and Half.MORNING before 13 h."""
    local = moment.astimezone(PARIS)
    return local.date(), Half.MORNING if local.time() < NOON else Half.AFTERNOON


def purge_guesses(now: datetime | None = None) -> int:
    """Nightly: forget the wrong codes of the days before; how many."""
    limit = (now or timezone.now()) - timedelta(days=1)
    return CodeGuess.objects.filter(at__lt=limit).delete()[0]


@transaction.atomic
def _is_right(telecentre: Telecentre, code: str, user: User) -> bool:
    """Counted in a transaction of its own: a refusal does not undo the count.

    Raises TooManyGuesses.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    now = timezone.now()
    if CodeGuess.objects.filter(user=user, at__gt=now - GUESSES_WITHIN).count() >= GUESSES:
        raise TooManyGuesses
    typed = "".join(code.split())
    if constant_time_compare(typed, code_of_day(telecentre)):
        return True
    CodeGuess.objects.create(user=user, at=now)
    return False


def _booking_now(user: User, telecentre: Telecentre, *, space: Space | None = None) -> Booking:
    """The booking with which this person checks in now."""
    now = timezone.now()
    mine = Booking.objects.for_cards().of(user).filter(state=Booking.State.APPROVED)
    start = instant(local_day(now), time())
    end = instant(local_day(now) + timedelta(days=1), time())
    today = list(mine.between(start, end))
    here = [one for one in today if one.space.telecentre_id == telecentre.pk]
    if not here:
        _refuse_elsewhere(mine, today, telecentre, now)
    fits = [one for one in here if space is None or one.space_id == space.pk]
    if not fits:
        raise AnotherDesk(here[0].space.name)
    running = [one for one in fits if one.ends_at > now]
    if not running:
        raise AlreadyOver
    if running[0].starts_at - EARLY > now:
        raise TooSoon
    return running[0]


def _refuse_elsewhere(
    mine: Any, today: list[Booking], telecentre: Telecentre, now: datetime
) -> None:
    if today:
        raise AnotherCentre(today[0].space.telecentre.name)
    coming = mine.at(telecentre).filter(starts_at__gt=now).order_by("starts_at").first()
    if coming:
        raise AnotherDay(local_day(coming.starts_at))
    raise NothingBookedHere


def _note(booking: Booking, method: str, *, by: User) -> Attendance:
    """The half-day that runs, or the first of the booking when it has not begun."""
    now = timezone.now()
    if not booking.is_standing:
        raise NoLongerStands
    day, half = half_day_at(max(now, booking.starts_at))
    halves = half_days_of(booking)
    if (day, half) not in halves:
        # Between two halves, or on a day off: the next of the day.
        later = [one for one in halves if one[0] == day and one[1] == Half.AFTERNOON]
        if not later:
            raise NotThatHalfDay
        day, half = later[0]
    return _write(booking, day, half, State.PRESENT, method, by=by)


def _mark(booking: Booking, state: str, *, by: User, half: str, day: date | None) -> Attendance:
    found = Booking.objects.for_cards().get(pk=booking.pk)
    check_may_run(by, found.space.telecentre)
    if found.state != Booking.State.APPROVED:
        raise NoLongerStands
    if not half and day is None:
        day, half = half_day_at(max(timezone.now(), found.starts_at))
    if (day, half) not in half_days_of(found) or day is None:
        raise NotThatHalfDay
    if day > local_day(timezone.now()):
        raise AnotherDay(day)
    return _write(found, day, half, state, Method.SHEET, by=by)


def _write(
    booking: Booking, day: date, half: str, state: str, method: str, *, by: User
) -> Attendance:
    """One line, whoever writes first; presence is stronger than what was asked or supposed."""
    rows = Attendance.objects.select_for_update(of=("self",))
    fields = {"state": state, "method": method, "at": timezone.now(), "recorded_by": by}
    line = rows.filter(booking=booking, day=day, half=half).first()
    if line is None:
        try:
            with transaction.atomic():
                return Attendance.objects.create(booking=booking, day=day, half=half, **fields)
        except IntegrityError:  # noted by another way at this very moment
            line = rows.get(booking=booking, day=day, half=half)
    if line.state == State.RELEASED:
        raise NoLongerStands
    if line.state != state:
        for name, value in fields.items():
            setattr(line, name, value)
        line.save()
    return line


def _slot_that_runs(space: Space) -> tuple[datetime, datetime]:
    now = timezone.now()
    found = Space.objects.select_related("telecentre").get(pk=space.pk)
    today = local_day(now)
    plan = Planning.load([found], first=today, last=today, with_claims=False)
    for slot in plan.slots(found):
        if slot.starts_at - EARLY <= now < slot.ends_at:
            return slot.starts_at, slot.ends_at
    raise NotBookable
