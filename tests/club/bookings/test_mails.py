"""What people receive: the words, the calendar file, the link that cancels, the reminder once."""

import re
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
import vobject
from django.core import mail
from django.test import Client
from icalendar import Calendar

from club.bookings.changes import cancel, move
from club.bookings.decisions import approve
from club.bookings.models import Booking
from club.bookings.reminders import remind_tomorrow
from club.bookings.retention import GUESTS_KEPT, forget_guests
from club.bookings.services import book_for
from club.notifications.models import Notification
from club.telecentres.hours import instant
from club.telecentres.models import OpeningHours
from tests.club.bookings.factories import (
    TUESDAY,
    afternoon,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
)

pytestmark = pytest.mark.django_db
EVENING = instant(TUESDAY - timedelta(days=1), time(17))


def parsed(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def calendar_in(message) -> bytes:
    [part] = [one for one in parsed(message).walk() if one.get_content_type() == "text/calendar"]
    assert part.get_filename() == "reservation.ics"
    return part.get_payload(decode=True)


def test_a_confirmation_tells_when_where_how_to_get_in_and_how_to_leave():
    centre = make_centre(phone="04 71 00 00 00", host="Médiathèque", accessibility="De plain-pied.")
    booking = make_booking(make_space(centre), title="Devis & l’été")

    [message] = mail.outbox

    assert message.subject == (
        f"Réservation confirmée\u202f: {centre.name}, mardi 8\u00a0décembre\u00a02026, "
        "de 9\u00a0h à 12\u00a0h\u00a030"
    )
    for told in (
        "Bonjour Léa,",
        "Mardi 8\u00a0décembre\u00a02026, de 9\u00a0h à 12\u00a0h\u00a030",
        f"{booking.space.name}, {centre.name}",
        "Objet\u202f: Devis & l’été",
        "Médiathèque, 1 place de la Mairie, 15000",
        "de 9\u00a0h à 12\u00a0h\u00a030 et de 13\u00a0h\u00a030 à 18\u00a0h",
        "04 71 00 00 00",
        "De plain-pied.",
        f"/club/reservations/{booking.reference}/",
    ):
        assert told in message.body


def test_the_file_joined_is_read_alike_by_two_programs():
    make_booking(title="Devis; l’été, « n° 2 »\\")

    content = calendar_in(mail.outbox[0])
    [one] = Calendar.from_ical(content).walk("VEVENT")
    other = vobject.readOne(content.decode()).vevent

    assert one.decoded("dtstart") == other.dtstart.value == morning()["starts_at"]
    assert one.decoded("dtend") == other.dtend.value == morning()["ends_at"]
    assert str(one["summary"]) == other.summary.value
    assert str(one["summary"]).endswith("Devis; l’été, « n° 2 »\\")
    assert str(one["status"]) == "CONFIRMED"


def test_each_change_sends_the_same_event_with_a_higher_number():
    booking = make_booking()
    move(booking, space=booking.space, **afternoon(), by=booking.user, form_token=token())
    cancel(booking, by=booking.user)

    events = [Calendar.from_ical(calendar_in(one)).walk("VEVENT")[0] for one in mail.outbox]

    assert len({str(event["uid"]) for event in events}) == 1
    assert [(int(event["sequence"]), str(event["status"])) for event in events] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
    ]


def test_the_link_of_the_mail_cancels_in_one_click():
    booking = make_booking()
    link = re.search(r"https?://\S+(/r/\S+)", mail.outbox[0].body)[1]

    assert Booking.objects.get().state == "approved"
    answers = [Client().get(link), Client().post(link), Client().post(link)]

    assert [one.status_code for one in answers] == [200, 200, 200]
    assert (Booking.objects.get().state, booking.claims.count()) == ("cancelled", 0)
    assert len(mail.outbox) == 2


def test_a_link_of_a_refused_booking_says_so():
    booking = make_booking()
    link = re.search(r"https?://\S+(/r/\S+)", mail.outbox[0].body)[1]
    Booking.objects.filter(pk=booking.pk).update(state="refused")

    answer = Client().post(link)

    assert (answer.status_code, "n’est plus en cours" in answer.content.decode()) == (409, True)


def test_a_request_is_told_to_its_person_and_to_those_who_decide():
    centre = make_centre()
    host = make_host(centre)
    booking = make_booking(make_space(centre, needs_approval=True))
    approve(booking, by=host)

    assert [(one.to, one.subject.split("\u202f")[0]) for one in mail.outbox] == [
        ([booking.user.email], "Demande reçue"),
        ([booking.user.email], "Réservation confirmée"),
    ]
    told = Notification.objects.get(user=host)
    assert (told.kind, told.url, told.due_at) == (
        "bookings.request",
        f"/animation/{centre.slug}/",
        datetime(2026, 12, 7, 7, 30, tzinfo=UTC),
    )


def test_the_reminder_goes_the_day_before_once(clock):
    booking = make_booking()
    host = make_host(booking.space.telecentre)
    desk = make_space(booking.space.telecentre)
    guest = {"guest_name": "Rosa", "guest_email": "rosa@essai.example"}
    book_for(desk, **morning(), by=host, form_token=token(), **guest)
    caller = {"guest_name": "Paul", "guest_phone": "06"}
    book_for(desk, **afternoon(), by=host, form_token=token(), **caller)
    make_booking(desk, **morning(TUESDAY + timedelta(days=1)))
    mail.outbox.clear()
    clock.move_to(EVENING)

    assert [remind_tomorrow(), remind_tomorrow()] == [2, 0]
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [booking.user.email, "rosa@essai.example"]
    )
    assert {message.subject.split("\u202f")[0] for message in mail.outbox} == {"À bientôt"}


def test_a_booking_that_was_moved_is_told_of_again_and_a_cancelled_one_is_not(clock):
    moved, cancelled = make_booking(), make_booking()
    clock.move_to(EVENING)
    remind_tomorrow()
    move(moved, space=moved.space, **afternoon(), by=moved.user, form_token=token())
    cancel(cancelled, by=cancelled.user)
    Booking.objects.filter(pk=cancelled.pk).update(reminded_at=None)
    mail.outbox.clear()

    assert remind_tomorrow() == 1
    assert [one.to for one in mail.outbox] == [[moved.user.email]]


@pytest.mark.parametrize(
    "day", [datetime(2027, 3, 27, tzinfo=UTC), datetime(2026, 12, 30, tzinfo=UTC)]
)
def test_the_reminder_of_a_change_of_time_or_of_year_goes_once(clock, day):
    tomorrow = day.date() + timedelta(days=1)
    centre = make_centre(closed_on_public_holidays=False)
    OpeningHours.objects.create(telecentre=centre, weekday=6, opens=time(9), closes=time(18))
    space = make_space(centre, horizon_days=200)
    opens = space.telecentre.opening_hours.filter(weekday=tomorrow.weekday())
    last = max(one.closes for one in opens)
    make_booking(space, starts_at=instant(tomorrow, time(9)), ends_at=instant(tomorrow, last))
    counts = []
    for hours in range(-24, 48):
        clock.move_to(instant(day.date(), time(17)) + timedelta(hours=hours))
        counts.append(remind_tomorrow())

    assert sum(counts) == 1


def test_guests_are_forgotten_after_a_while_and_the_place_stays_counted(clock):
    space = make_space()
    host = make_host(space.telecentre)
    guest = {"guest_name": "Rosa", "guest_email": "rosa@essai.example", "title": "Essai"}
    booking = book_for(space, **morning(), by=host, form_token=token(), **guest)
    make_booking(space, make_booker(), **afternoon(), title="Devis")

    clock.move_to(booking.ends_at + GUESTS_KEPT)
    assert forget_guests() == 0
    clock.move_to(booking.ends_at + GUESTS_KEPT + timedelta(seconds=1))
    assert (forget_guests(), forget_guests()) == (1, 0)

    booking.refresh_from_db()
    assert (booking.person, booking.guest_email, booking.title) == ("", "", "")
    assert (booking.state, Booking.objects.exclude(title="").count()) == ("approved", 1)
