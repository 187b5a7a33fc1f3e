"""What the animateurs of a centre read: who comes, what waits for an answer, whom they book for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from club.bookings.models import Booking, BookingEvent
from club.bookings.presences import Presence, presences_of
from club.members.entries import answering, entries_of
from club.members.models import Member
from club.members.visibility import Reader
from club.telecentres.hours import DayHours, instant, local_day, schedules
from club.telecentres.models import Telecentre
from club.telecentres.perms import telecentres_of
from club.telecentres.query import Query, Term
from club.telecentres.text import index_words
from club.users.models import User

DAYS_SHOWN = 7  # after the day on the page
DAY = timedelta(days=1)
MOST_PEOPLE = 12  # of a search by name
MOST_READ = 200
MOST_HIDDEN = 2000  # members of one's centres that the directory does not show
ANSWERS = (
    BookingEvent.Kind.APPROVED,
    BookingEvent.Kind.REFUSED,
    BookingEvent.Kind.CANCELLED,
)


@dataclass(frozen=True)
class Visit:
    """One line of a day: a booking, and where it stands at this very moment."""

    booking: Booking
    is_now: bool
    is_over: bool
    is_first_time: bool  # of a member who never came to this centre
    begins_before: bool  # the day shown is not its first
    ends_after: bool  # nor its last
    presences: tuple[Presence, ...] = ()  # its half-days that day

    @property
    def is_for_someone(self) -> bool:
        return self.booking.kind != Booking.Kind.MAINTENANCE

    @property
    def news(self) -> str:
        """Why this person is to be shown around, if they are."""
        if self.booking.kind == Booking.Kind.FIRST_VISIT:
            return "Première visite"
        return "Première fois ici" if self.is_first_time else ""

    @property
    def remark(self) -> str:
        """What else departs from the usual."""
        states = {
            Booking.State.PENDING: "En attente de votre accord",
            Booking.State.HELD: "À confirmer par la personne",
        }
        kinds = {
            Booking.Kind.EVENT: "Événement",
            Booking.Kind.MAINTENANCE: "Espace bloqué",
        }
        by_state = states.get(Booking.State(self.booking.state), "")
        return by_state or kinds.get(Booking.Kind(self.booking.kind), "")


@dataclass(frozen=True)
class DayLine:
    """One of the next days, in short."""

    hours: DayHours
    people_count: int
    first_visits_count: int

    @property
    def day(self) -> date:
        return self.hours.day


@dataclass(frozen=True)
class DaySheet:
    """A day of a centre as its animateurs read it."""

    hours: DayHours
    visits: tuple[Visit, ...]
    next_days: tuple[DayLine, ...]

    @property
    def day(self) -> date:
        return self.hours.day

    @property
    def people_count(self) -> int:
        return sum(visit.is_for_someone for visit in self.visits)

    @property
    def first_visits_count(self) -> int:
        return sum(visit.booking.kind == Booking.Kind.FIRST_VISIT for visit in self.visits)


def sheet_of(telecentre: Telecentre, day: date, *, now: datetime | None = None) -> DaySheet:
    """Who comes that local day, in order, and how many on the days after. Seven queries."""
    moment = now or timezone.now()
    last = day + DAYS_SHOWN * DAY
    hours = schedules([telecentre], first=day, last=last)[telecentre.pk]
    today = local_day(moment)
    begins, ends = _span(day)
    came_before = Booking.objects.filter(
        user=OuterRef("user"),
        space__telecentre=telecentre,
        state=Booking.State.APPROVED,
        starts_at__lt=OuterRef("starts_at"),
    )
    rows = list(_held(telecentre).between(begins, ends).annotate(came_before=Exists(came_before)))
    presences = presences_of(rows, day)
    visits = tuple(
        Visit(
            booking,
            is_now=booking.starts_at <= moment < booking.ends_at,
            is_over=booking.ends_at <= moment,
            is_first_time=booking.user_id is not None and not booking.came_before,
            begins_before=booking.starts_at < begins,
            ends_after=booking.ends_at > ends,
            presences=presences.get(booking.pk, ()),
        )
        for booking in rows
    )
    later = list(
        _held(telecentre)
        .between(ends, _span(last)[1])
        .exclude(kind=Booking.Kind.MAINTENANCE)
        .values_list("starts_at", "ends_at", "kind")
    )
    next_days = tuple(
        _line(hours.hours_for(day + offset * DAY, today=today), later)
        for offset in range(1, DAYS_SHOWN + 1)
    )
    return DaySheet(hours.hours_for(day, today=today), visits, next_days)


def _held(telecentre: Telecentre) -> Any:
    return Booking.objects.for_cards().at(telecentre).standing()


def _span(day: date) -> tuple[datetime, datetime]:
    return instant(day, time()), instant(day + DAY, time())


def _line(hours: DayHours, later: Iterable[tuple[datetime, datetime, str]]) -> DayLine:
    begins, ends = _span(hours.day)
    kinds = [kind for start, end, kind in later if start < ends and begins < end]
    return DayLine(hours, len(kinds), kinds.count(Booking.Kind.FIRST_VISIT))


def requests_of(telecentres: Iterable[Telecentre]) -> Any:
    """The requests that wait for an answer in these centres, the most urgent first."""
    return Booking.objects.for_cards().to_decide().filter(space__telecentre__in=telecentres)


def answer_to(booking: Booking) -> BookingEvent | None:
    """What ended the wait of a request, and who did it."""
    events = BookingEvent.objects.filter(booking=booking, kind__in=ANSWERS)
    return events.select_related("actor").order_by("-at", "-pk").first()


def panel_of(user: User) -> dict[str, Any] | None:
    """The centres this account looks after, each with what waits and who comes today.

    None for someone who looks after none. One query.
    """
    begins, ends = _span(local_day(timezone.now()))
    here = Booking.objects.filter(space__telecentre=OuterRef("pk"))
    coming = here.standing().between(begins, ends).exclude(kind=Booking.Kind.MAINTENANCE)
    centres = (
        telecentres_of(user)
        .filter(is_active=True)
        .annotate(waiting_count=_count(here.to_decide()), coming_count=_count(coming))
        .order_by("short_name")
    )
    return {"centres": list(centres)} if centres else None


def _count(rows: Any) -> Coalesce:
    counted = rows.order_by().values("space__telecentre").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def people_for(user: User, telecentre: Telecentre) -> QuerySet[Member]:
    """The members for whom the animateurs of a centre may book: theirs, and those who stand in the
    directory of the club.
    """
    in_directory = Member.objects.in_directory().values("pk")
    seen = Q(home_telecentre__in=telecentres_of(user)) | Q(pk__in=in_directory)
    return Member.objects.active().filter(seen, user__is_active=True)


def find_people(text: str, *, by: User, telecentre: Telecentre) -> list[Member]:
    """Those of `people_for` whose name holds each of these words (the last may be a beginning),
    those of the centre first.
    """
    terms = Query.parse(text).terms
    if not terms:
        return []
    entries = entries_of(Reader.CLUB)
    # Who is in no directory has no entry: the few of these centres are read by their names.
    hidden = people_for(by, telecentre).exclude(pk__in=entries.values("pk"))
    names = hidden.order_by("pk").values_list("pk", "user__public_name")[:MOST_HIDDEN]
    known = [pk for pk, name in names if _is_named(name, terms)]
    told = Q(pk__in=answering(entries, terms).values("pk")) | Q(pk__in=known)
    found = people_for(by, telecentre).filter(told)
    near = Case(When(home_telecentre=telecentre, then=Value(0)), default=Value(1))
    members = found.select_related("user", "home_telecentre").order_by(
        near, F("user__public_name"), "pk"
    )[:MOST_READ]
    return [one for one in members if _is_named(str(one.user), terms)][:MOST_PEOPLE]


def _is_named(name: str, terms: Iterable[Term]) -> bool:
    words = index_words(name)
    return all(term.is_in(words) for term in terms)
