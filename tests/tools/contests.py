"""The contests of `make race`: what many processes ask for at once, in centres of their own.

The imports of the project stand in the functions: Django is set up by the command first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.tools.day_contests import DAY_CONTESTS, DayRound, make_day_round


@dataclass
class Round:
    """What every process finds: the same centre, the same day, its own person."""

    number: int
    day: date
    desk: Any
    visited: Any  # a centre with two desks
    room: Any
    pending: Any
    host: Any
    people: list[Any]
    exchanged: list[Any]
    of_day: DayRound
    team: Any  # a pass that all may use, with one half-day left


def make_people(count: int) -> list[Any]:
    from club.members.models import Member
    from club.users.models import User
    from tests.club.telecentres.factories import TelecentreFactory

    users = User.objects.bulk_create(
        User(email=f"course-{number}@essai.example", public_name=f"Course {number}", password="!")
        for number in range(count)
    )
    centre = TelecentreFactory(slug="course-adherents", name="Adhérents", short_name="Adhérents")
    Member.objects.bulk_create(
        Member(
            user=user,
            home_telecentre=centre,
            state=Member.State.ACTIVE,
            starts_on=date.today() - timedelta(days=30),  # noqa: DTZ011
            ends_on=date.today() + timedelta(days=3000),  # noqa: DTZ011
        )
        for user in users
    )
    return users


def make_round(number: int, people: list[Any]) -> Round:
    """Two centres open next Monday, and what stands before the race."""
    from club.bookings.services import book
    from club.telecentres.models import Space
    from tests.club.bookings.factories import make_centre, make_space, morning
    from tests.club.members.factories import make_animateur

    today = date.today()  # noqa: DTZ011
    day = today + timedelta(days=7 - today.weekday())
    # No holiday may shut the day.
    centre = make_centre(closed_on_public_holidays=False)
    visited = make_centre(closed_on_public_holidays=False)
    visited_desks = [make_space(visited), make_space(visited)]
    # One person may be in the centres of several rounds at once.
    many: dict[str, Any] = {"max_at_once": 9999}
    approved = make_space(centre, Space.Kind.OFFICE, needs_approval=True, **many)
    exchanged = [
        book(
            make_space(centre, Space.Kind.VIDEO_ROOM, **many),
            **between_hours(day, 14, 15),
            user=people[rank],
            form_token=f"echange-{number}-{rank}",
        )
        for rank in (0, 1)
    ]
    return Round(
        number,
        day,
        desk=make_space(centre, **many),
        visited=visited_desks[0].telecentre,
        room=make_space(centre, Space.Kind.MEETING_ROOM, **many),
        pending=book(approved, **morning(day), user=people[0], form_token=f"accord-{number}"),
        host=make_animateur(centre),
        people=people,
        exchanged=exchanged,
        of_day=make_day_round(number, people, day),
        team=make_team(day, people),
    )


def make_team(day: date, people: list[Any]) -> Any:
    from club.passes.granting import give_units
    from club.passes.models import Grant, Pass, PassHolder, PassPlan, Unit
    from tests.club.members.factories import OrganisationFactory

    plan, _ = PassPlan.objects.get_or_create(slug="course", name="Course", is_for_teams=True)
    team = Pass.objects.create(
        plan=plan, organisation=OrganisationFactory(), origin=Pass.Origin.TEAM, starts_on=day
    )
    PassHolder.objects.all().delete()  # nobody is left in the teams of former rounds
    PassHolder.objects.bulk_create(
        PassHolder(of_pass=team, user=person, starts_on=day) for person in people
    )
    give_units(
        team,
        1,
        unit=Unit.HALF_DAY,
        origin=Grant.Origin.GIFT,
        starts_on=day,
        ends_on=day,
        key=f"course:{team.pk}",
    )
    return team


def between_hours(day: date, opens: int, closes: int) -> dict[str, Any]:
    from tests.club.bookings.factories import between

    return between(f"{opens:02}:00", f"{closes:02}:00", day)


def last_desk(told: Round, rank: int) -> None:
    from club.bookings.services import book
    from tests.club.bookings.factories import morning

    book(
        told.desk,
        **morning(told.day),
        user=told.people[rank],
        form_token=f"poste-{told.number}-{rank}",
    )


def first_visits(told: Round, rank: int) -> None:
    from club.bookings.first_visits import ask_first_visit
    from tests.club.bookings.factories import morning

    ask_first_visit(
        told.visited,
        **morning(told.day),
        name="Rosa",
        email=f"visite-{told.number}-{rank}@essai.example",
        form_token=f"visite-{told.number}-{rank}",
    )


def last_half_hour(told: Round, rank: int) -> None:
    """Stretches of other lengths, which all hold the half-hour of 10 h 30."""
    from club.bookings.services import book
    from tests.club.bookings.factories import between

    opens = ("09:00", "09:30", "10:00", "10:30")[rank % 4]
    closes = ("11:00", "11:30", "12:00")[rank % 3]
    book(
        told.room,
        **between(opens, closes, told.day),
        user=told.people[rank],
        form_token=f"salle-{told.number}-{rank}",
    )


def approval(told: Round, rank: int) -> None:
    """Some ask for what is asked for already, the others approve it."""
    from club.bookings.decisions import approve
    from club.bookings.services import book
    from tests.club.bookings.factories import morning

    if rank % 2:
        approve(told.pending, by=told.host)
    else:
        book(
            told.pending.space,
            **morning(told.day),
            user=told.people[rank],
            form_token=f"demande-{told.number}-{rank}",
        )


def one_form(told: Round, rank: int) -> None:
    """Twenty clicks of one person, and more."""
    from club.bookings.services import book
    from tests.club.bookings.factories import afternoon

    book(
        told.desk,
        **afternoon(told.day),
        user=told.people[0],
        form_token=f"formulaire-{told.number}",
    )


def exchange(told: Round, rank: int) -> None:
    """Two persons who each want the room of the other: both keep theirs, nobody waits."""
    from club.bookings.changes import move

    booking = told.exchanged[rank % 2]
    move(
        booking,
        space=told.exchanged[1 - rank % 2].space,
        **between_hours(told.day, 14, 15),
        by=booking.user,
        form_token=f"croise-{told.number}-{rank}",
    )


def last_unit(told: Round, rank: int) -> None:
    """Colleagues who each want the last half-day of their pass, and find no other."""
    from club.passes.services import debit

    debit(
        told.people[rank],
        1,
        told.day,
        key=f"unite-{told.number}-{rank}",
        telecentre=told.visited,
    )


CONTESTS: tuple[Callable[[Round, int], None], ...] = (
    last_desk,
    first_visits,
    last_half_hour,
    approval,
    one_form,
    exchange,
    *DAY_CONTESTS,
    last_unit,
)
