"""« Vos calendriers », and the secret addresses that programs read."""

from datetime import time, timedelta
from itertools import pairwise

import pytest
import vobject
from django.test import Client
from icalendar import Calendar

from club.bookings.changes import cancel, move
from club.bookings.feeds import feed_of, feed_version
from club.bookings.models import Booking, CalendarFeed
from club.members.models import Member
from club.telecentres.hours import instant
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
from tests.club.bookings.pages import entered, messages_of, page_of, said, soup, texts
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/club/reservations/calendriers/"


def address(feed: CalendarFeed) -> str:
    return f"/flux/reservations/{feed.token}.ics"


def test_an_address_is_made_when_it_is_asked_for_and_once():
    user = make_booker()
    client = entered(user)
    before = page_of(client, LIST)

    told = [client.post(f"{LIST}ouvrir/", follow=True) for _ in range(2)]

    feed = CalendarFeed.objects.get()
    assert before.select("input[readonly]") == []
    shown = soup(told[0])
    assert shown.select_one("input[readonly]")["value"].endswith(address(feed))
    assert shown.select_one("a[href^=webcal]")["href"].endswith(address(feed))
    assert messages_of(told[1]) == ["Votre adresse est prête : copiez-la dans votre agenda."]


def test_a_feed_is_a_calendar_without_a_session_a_cookie_or_an_index():
    booking = make_booking(title="Devis")
    feed = feed_of(booking.user)

    answer = Client().get(address(feed))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.cookies == {}
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(one["uid"]).split("@")[0] for one in events] == [booking.reference]


def test_it_is_sent_again_only_when_something_changed(django_assert_num_queries):
    booking = make_booking()
    feed = feed_of(booking.user)
    client = Client()
    first = client.get(address(feed))
    known = {"If-None-Match": first.headers["ETag"]}

    with django_assert_num_queries(2):
        same = client.get(address(feed), headers=known)
    cancel(booking, by=booking.user)
    changed = client.get(address(feed), headers=known)

    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    assert same.headers["X-Robots-Tag"] == "noindex"
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.content


def test_every_change_of_a_place_gives_another_version(clock):
    centre = make_centre()
    desk, other = make_space(centre), make_space(centre)
    user = make_booker()
    feeds = [feed_of(user, telecentre=centre), feed_of(user, space=desk), feed_of(user)]
    seen = [[feed_version(feed) for feed in feeds]]

    booking = make_booking(desk, user)
    seen.append([feed_version(feed) for feed in feeds])
    move(booking, space=other, **morning(), by=user, form_token=token())
    seen.append([feed_version(feed) for feed in feeds])
    clock.shift(timedelta(days=1))
    seen.append([feed_version(feed) for feed in feeds])

    for versions in zip(*seen, strict=True):
        assert [one == two for one, two in pairwise(versions)] == [False, False, False]


def test_a_renewed_or_unknown_address_answers_nothing():
    user = make_booker()
    feed = feed_of(user)
    old = address(feed)
    client = entered(user)

    told = client.post(f"{LIST}{feed.pk}/renouveler/", follow=True)
    feed.refresh_from_db()

    answers = [Client().get(one) for one in (old, "/flux/reservations/inconnu.ics", address(feed))]
    assert [one.status_code for one in answers] == [404, 404, 200]
    assert {one.headers["X-Robots-Tag"] for one in answers} == {"noindex"}
    assert answers[0].cookies == {}
    assert messages_of(told)[0].startswith("L’adresse est renouvelée : l’ancienne ne répond plus.")


def test_someone_elses_address_is_neither_renewed_nor_removed():
    feed = feed_of(make_booker())
    client = entered(make_booker())

    answers = [client.post(f"{LIST}{feed.pk}/{one}/") for one in ("renouveler", "retirer")]

    assert [one.status_code for one in answers] == [404, 404]
    assert CalendarFeed.objects.get().token == feed.token


def test_places_are_chosen_from_a_list_read_and_removed():
    centre = make_centre()
    desk = make_space(centre)
    make_booking(desk, make_booker("Omar"))
    user = make_booker()
    client = entered(user)

    for place in (f"c{centre.pk}", f"e{desk.pk}", f"e{desk.pk}"):
        client.post(LIST, {"place": place})
    page = page_of(client, LIST)
    feeds = list(CalendarFeed.objects.order_by("pk"))
    contents = [Client().get(address(feed)).content.decode() for feed in feeds]
    client.post(f"{LIST}{feeds[0].pk}/retirer/")

    assert texts(page, ".feed h3") == [centre.name, f"{desk.name}, {centre.short_name}"]
    assert ["occupé" in one for one in contents] == [True, True]
    assert ["Omar" in one for one in contents] == [False, False]
    assert CalendarFeed.objects.get() == feeds[1]
    assert Client().get(address(feeds[0])).status_code == 404


def test_a_wrong_choice_is_told():
    client = entered(make_booker())

    pages = [soup(client.post(LIST, {"place": place})) for place in ("", "c0", "x", "e999")]

    assert [texts(page, "#erreurs li") for page in pages] == [
        ["Télécentre ou espace : Choisissez un télécentre ou un espace."],
        *[["Télécentre ou espace : Choisissez un télécentre ou un espace de la liste."]] * 3,
    ]


def test_an_account_without_a_membership_follows_its_own_bookings_only():
    user = UserFactory()
    client = entered(user)

    page = page_of(client, LIST)
    client.post(LIST, {"place": f"c{make_centre().pk}"})
    client.post(f"{LIST}ouvrir/")

    assert page.select("select") == []
    assert [(feed.telecentre, feed.space) for feed in CalendarFeed.objects.all()] == [(None, None)]


def test_who_leaves_the_club_reads_places_no_more():
    user, centre = make_booker(), make_centre()
    place = address(feed_of(user, telecentre=centre))
    before = Client().get(place).status_code

    Member.objects.filter(user=user).update(state=Member.State.SUSPENDED)

    assert (before, Client().get(place).status_code) == (200, 404)


def test_animateurs_read_who_comes_and_the_version_tells_it_apart():
    centre = make_centre()
    desk = make_space(centre)
    make_booking(desk, make_booker("Omar"))
    host = make_host(centre)
    feed = feed_of(host, telecentre=centre)
    Member.objects.create(
        user=host,
        home_telecentre=centre,
        state=Member.State.ACTIVE,
        starts_on="2026-01-01",
        ends_on="2027-12-31",
    )
    told, first = Client().get(address(feed)).content.decode(), feed_version(feed)

    centre.managers.all().delete()
    feed = CalendarFeed.objects.get()

    assert "Omar" in told
    assert "Omar" not in Client().get(address(feed)).content.decode()
    assert feed_version(feed) != first


def test_two_years_served_are_read_alike_by_two_programs():
    user, space = make_booker(), make_space()
    Booking.objects.bulk_create(
        Booking(
            user=user,
            space=space,
            title=f"Séance n° {week}, « {'é' * 80} »; suite",
            starts_at=instant(day, time(9)),
            ends_at=instant(day, time(12, 30)),
            form_token=token(),
        )
        for week in range(-51, 52)
        for day in [TUESDAY + timedelta(weeks=week)]
    )

    content = Client().get(address(feed_of(user))).content.decode()

    ours = [
        (one.decoded("dtstart"), one.decoded("dtend"), str(one["summary"]), str(one["uid"]))
        for one in Calendar.from_ical(content).walk("VEVENT")
    ]
    theirs = [
        (one.dtstart.value, one.dtend.value, one.summary.value, one.uid.value)
        for one in vobject.readOne(content).vevent_list
    ]
    assert len(ours) == 103
    assert ours == theirs


def test_the_page_tells_how_to_add_it_to_four_programs():
    page = page_of(entered(make_booker()), LIST)

    assert texts(page, ".accordion summary") == [
        "iPhone, iPad et Mac (Calendrier)",
        "Google Agenda",
        "Outlook",
        "Thunderbird",
    ]
    assert "Une adresse secrète" in said(page.main.text)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_calendars(
    count, remembered_frame, django_assert_num_queries
):
    user = make_booker()
    for _ in range(count):
        feed_of(user, space=make_space())
    client = entered(user)
    client.get(LIST)

    with django_assert_num_queries(9):
        client.get(LIST)


def test_two_queries_more_read_a_feed_that_changed(django_assert_num_queries):
    booking = make_booking()
    make_booking(booking.space, booking.user, **afternoon())
    feed = feed_of(booking.user)

    with django_assert_num_queries(3):
        Client().get(address(feed))
