"""« Places libres »: on the map, the cards and the page of a centre, and never late."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from club.bookings.changes import cancel
from club.bookings.models import BookingRules
from club.telecentres.freshness import VERSION_KEY
from club.telecentres.models import Closure, Space, Telecentre
from tests.club.bookings.factories import (
    MONDAY,
    afternoon,
    make_booker,
    make_booking,
    make_centre,
    make_space,
    morning,
    whole_day,
)
from tests.pages.factories import make_telecentre_page

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # Monday, 9 h in the Cantal
PAGES = {"map": "/", "cards": "/telecentres/", "centre": "/telecentres/murat/"}


@pytest.fixture(autouse=True)
def clock(home) -> Any:
    with time_machine.travel(NINE, tick=False) as traveller:
        cache.set(VERSION_KEY, "first", None)
        yield traveller


@pytest.fixture
def murat(centres) -> Telecentre:
    """Two desks and a closed office, a room that is no position; open on weekdays."""
    centre = make_centre(slug="murat", short_name="Murat")
    for kind in (Space.Kind.DESK, Space.Kind.DESK, Space.Kind.OFFICE, Space.Kind.MEETING_ROOM):
        make_space(centre, kind)
    make_telecentre_page(centres, telecentre=centre)
    return centre


@pytest.fixture
def commit(django_capture_on_commit_callbacks) -> Callable[[], Any]:
    """What a request does at the end of its transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def read(path: str = PAGES["centre"]) -> str:
    """What a visitor reads, spaces made plain."""
    response = Client().get(path)
    assert response.status_code == 200
    return plain(strip_tags(response.content.decode()))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def told(path: str = PAGES["centre"]) -> list[str]:
    """Every telling of places on a page."""
    count = r"(?:\d+ places? libres? sur \d+|[Cc]omplet)"
    when = r"(?:cet?|demain|le \w+ \d+ \w+|\w+di)(?: au)? (?:matin|après-midi)"
    return re.findall(f"{count} {when}", read(path))


def desk(centre: Telecentre) -> Space:
    return centre.spaces.filter(kind=Space.Kind.DESK).first()


@pytest.mark.parametrize("path", PAGES.values())
def test_each_page_tells_the_places_of_this_half_day(murat, path):
    make_booking(desk(murat), **morning(MONDAY))

    assert set(told(path)) == {"2 places libres sur 3 ce matin"}


def test_the_point_of_the_map_is_named_with_its_places(murat):
    html = Client().get("/").content.decode()

    names = [plain(name) for name in re.findall(r'aria-label="(Murat[^"]*)"', html)]
    counts = re.findall(r'network__count"[^>]*>(\d+)<', html)

    assert names == ["Murat, 3 places libres sur 3 ce matin, ouvert jusqu’à 12 h 30"]
    assert counts == ["3"]


@pytest.mark.parametrize("path", PAGES.values())
def test_a_booking_then_its_cancellation_are_read_at_once(murat, commit, path):
    read(path)  # kept by the page cache
    before = told(path)
    with commit():
        booking = make_booking(desk(murat), **morning(MONDAY))
    booked = told(path)
    with commit():
        cancel(booking, by=booking.user)

    assert set(before) == {"3 places libres sur 3 ce matin"}
    assert set(booked) == {"2 places libres sur 3 ce matin"}
    assert told(path) == before


def test_without_a_new_version_the_page_kept_is_read(murat):
    """The control of the test above: outside any commit, no version is drawn."""
    before = told()
    make_booking(desk(murat), **morning(MONDAY))

    assert told() == before


def test_a_desk_that_opens_later_counts_when_it_opens_on_every_page(murat, clock):
    """The map and the cards reckon as the page does, though not by the same reading."""
    rules = BookingRules.usual_for(desk(murat))
    rules.opens = time(14)
    rules.save()

    seen = {}
    for hour in (9, 13, 19):
        clock.move_to(NINE.replace(hour=hour - 1))
        cache.clear()
        seen[hour] = {one for path in PAGES.values() for one in told(path)}

    assert seen == {
        9: {"2 places libres sur 2 ce matin"},
        13: {"3 places libres sur 3 cet après-midi"},
        19: {"2 places libres sur 2 demain matin"},
    }


def test_new_rules_of_a_space_are_read_at_once(murat, commit):
    read()
    with commit():
        rules = BookingRules.usual_for(desk(murat))
        rules.who = BookingRules.Who.STAFF
        rules.save()

    assert told() == ["2 places libres sur 2 ce matin"]


@pytest.mark.parametrize(
    ("kept_at", "read_at", "expected"),
    [
        # The morning is over at 12 h 30, a minute at most goes by before the page says so.
        ((11, 29, 30), (11, 30, 30), "3 places libres sur 3 cet après-midi"),
        ((16, 59, 30), (17, 0, 30), "3 places libres sur 3 demain matin"),
        ((22, 59, 30), (23, 0, 30), "3 places libres sur 3 ce matin"),  # midnight
    ],
)
def test_the_page_kept_follows_the_half_day_within_a_minute(
    murat, clock, kept_at, read_at, expected
):
    hour, minute, second = kept_at
    clock.move_to(NINE.replace(hour=hour, minute=minute, second=second))
    before = told()

    hour, minute, second = read_at
    clock.move_to(NINE.replace(hour=hour, minute=minute, second=second))

    assert before != told() == [expected]


def test_before_the_minute_the_page_kept_is_the_one_read(murat, clock):
    """The control of the test above: the page is kept indeed."""
    clock.move_to(NINE.replace(hour=11, minute=29, second=30))
    before = told()
    clock.shift(timedelta(seconds=59))

    assert told() == before


def test_a_full_centre_says_so_and_when_a_place_is_free_next(murat):
    for space in Space.objects.positions():
        make_booking(space, **morning(MONDAY))
    make_booking(desk(murat), **afternoon(MONDAY))

    text = read()

    assert "Complet ce matin. Prochaine place : cet après-midi" in text
    assert told(PAGES["cards"]) == ["Complet ce matin"] * len(told(PAGES["cards"]))
    assert 'href="/club/reservations/telecentres/murat/">cet' in Client().get(
        PAGES["centre"]
    ).content.decode().replace("\u00a0", " ")


def test_a_centre_full_for_two_weeks_says_whom_to_ask(murat):
    for space in Space.objects.positions():
        user = make_booker()
        for day in range(16):
            if (MONDAY + timedelta(days=day)).weekday() < 5:
                make_booking(space, user, **whole_day(MONDAY + timedelta(days=day)))

    assert "Aucune place dans les deux semaines qui suivent : appelez" in read()


def test_a_closed_centre_tells_the_half_day_it_opens_again(murat):
    Closure.objects.create(
        telecentre=murat,
        starts_at=NINE - timedelta(hours=9),
        ends_at=datetime(2026, 12, 9, 12, tzinfo=UTC),  # Wednesday 13 h
        reason="Travaux",
    )

    assert told() == ["3 places libres sur 3 mercredi après-midi"]


def test_more_than_a_week_away_the_date_is_told(murat):
    Closure.objects.create(
        telecentre=murat,
        starts_at=NINE - timedelta(hours=9),
        ends_at=datetime(2026, 12, 15, 23, tzinfo=UTC),
        reason="Travaux",
    )

    assert told() == ["3 places libres sur 3 le mercredi 16 décembre au matin"]


def test_a_centre_that_never_opens_tells_no_place(centres):
    centre = Telecentre.objects.get(
        pk=make_telecentre_page(centres, telecentre=make_centre(slug="murat")).telecentre_id
    )
    centre.opening_hours.all().delete()
    make_space(centre)

    for path in PAGES.values():
        assert told(path) == []


def test_the_page_leads_to_booking_and_to_a_first_visit(murat):
    html = Client().get(PAGES["centre"]).content.decode()

    assert '<a class="button" href="/club/reservations/telecentres/murat/">Réserver</a>' in html
    assert 'href="/telecentres/murat/venir/">Venir une première fois</a>' in html


def test_a_centre_without_a_desk_offers_no_first_visit(centres):
    make_telecentre_page(centres, telecentre=make_centre(slug="murat"))

    html = Client().get(PAGES["centre"]).content.decode()

    assert "/venir/" not in html
    assert "Réserver</a>" not in html


def test_the_list_keeps_the_centres_with_a_free_place(murat, centres):
    full = make_centre(slug="ydes", short_name="Ydes")
    make_booking(make_space(full), **morning(MONDAY))
    make_telecentre_page(centres, telecentre=full)

    html = Client().get("/telecentres/?libre=oui").content.decode()

    assert re.findall(r'telecentre-card">\s*<h3><a href="/telecentres/([a-z-]+)/"', html) == [
        "murat"
    ]
    assert re.findall(r'aria-label="(\w+), [^"]*hors de votre choix"', html) == ["Ydes"]
    assert 'name="libre" value="oui" checked' in html
