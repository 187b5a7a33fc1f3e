"""The waiting list as a member sees it: asked for from a refusal, offered, taken, left."""

from urllib.parse import urlencode

import pytest

from club.bookings.changes import cancel
from club.bookings.closures import reopen
from club.bookings.models import Booking, ClosureRepair, WaitingEntry
from club.telecentres.models import Space
from tests.club.bookings.day_factories import full_centre, held, now, shut, state, wait
from tests.club.bookings.factories import (
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
)
from tests.club.bookings.pages import entered, hidden, messages_of, page_of, said, soup, texts
from tests.club.bookings.steps import address

pytestmark = pytest.mark.django_db
LIST = "/club/reservations/"
JOIN = f"{LIST}attente/nouvelle/"
SEARCH = f"{LIST}chercher/"
LINK = "a[href*='attente/nouvelle']"


def entry_url(entry: WaitingEntry, action: str) -> str:
    return f"{LIST}attente/{entry.pk}/{action}/"


def awaited(page) -> list[str]:
    return texts(page, "[aria-labelledby=places-attendues] .living p")


def offered():
    """Someone who waits, the place that came free for them."""
    centre, booking = full_centre()
    entry = wait(centre)
    cancel(booking, by=booking.user)
    entry.refresh_from_db()
    return entry


def test_a_refusal_leads_to_the_list_that_is_joined_once():
    _centre, booking = full_centre()
    client = entered(make_booker("Omar"))

    refusal = page_of(client, address(booking.space, **morning()))
    url = refusal.select_one(LINK)["href"]
    sent = {**hidden(page_of(client, url)), "ou": "30"}
    first, again = (client.post(url, sent, follow=True) for _ in range(2))

    entry = WaitingEntry.objects.get()
    assert (entry.telecentre, entry.kind) == (booking.space.telecentre, Space.Kind.DESK)
    assert entry.within_minutes == 30
    assert messages_of(first) == messages_of(again)
    assert messages_of(first)[0].startswith("C’est noté : vous êtes la première personne")
    assert awaited(soup(first)) == [
        "Mardi 8 décembre 2026, de 9 h à 12 h 30",
        "Vous êtes n° 1 sur la liste d’attente.",
    ]


def test_nobody_is_sent_to_wait_where_a_place_is_left():
    centre, booking = full_centre()
    make_space(centre)
    client = entered(make_booker("Omar"))
    url = address(booking.space, base=JOIN, **morning())

    refusal = page_of(client, address(booking.space, **morning()))
    response = client.post(url, {**hidden(page_of(client, url)), "ou": "ici"})

    assert refusal.select(LINK) == []
    assert texts(soup(response), "#erreurs h2") == [
        "Il reste une place libre à ce moment : réservez-la sans attendre."
    ]
    assert WaitingEntry.objects.count() == 0


def test_a_full_half_day_of_the_search_leads_to_the_list():
    _centre, booking = full_centre()
    asked = {"nature": "poste", "jour": "2026-12-08", "moment": "matin"}

    page = page_of(entered(make_booker("Omar")), f"{SEARCH}?{urlencode(asked)}")
    link = page.select_one(LINK)

    assert said(link.get_text()).startswith("me prévenir si une place se libère")
    assert f"espace={booking.space_id}&" in link["href"]


@pytest.mark.parametrize("query", ["", "?espace=1", "?espace=abc&debut=x&fin=y", "?debut=hier"])
def test_an_address_that_says_too_little_is_refused_in_french(query):
    response = entered(make_booker()).get(f"{JOIN}{query}")

    assert response.status_code == 200
    assert len(texts(soup(response), "#erreurs h2")) == 1


def test_an_offer_shows_its_time_limit_and_is_taken_once():
    entry = offered()
    client = entered(entry.user)

    page = page_of(client, LIST)
    first, again = (client.post(entry_url(entry, "accepter")) for _ in range(2))

    told = texts(page, "[aria-labelledby=places-attendues] .ticket__note")
    assert told == ["Elle vous est gardée jusqu’au 7 décembre 2026 à 10 h 30."]
    assert page.select("[aria-labelledby=a-venir] .booking-line") == []
    assert first.url == again.url == held(entry).get_absolute_url()
    assert (state(entry), held(entry).state) == ("accepted", "approved")


def test_the_list_is_left_once_and_the_place_passes_on():
    entry = offered()
    client = entered(entry.user)

    for _ in range(2):
        response = client.post(entry_url(entry, "quitter"), follow=True)

    assert messages_of(response) == ["C’est fait : vous n’attendez plus cette place."]
    assert (state(entry), held(entry).state) == ("left", "cancelled")


def test_an_offer_that_ran_out_is_told(clock):
    entry = offered()
    clock.shift(3 * 3600)

    response = entered(entry.user).post(entry_url(entry, "accepter"), follow=True)

    assert "Vous pouvez attendre de nouveau." in said(soup(response).main.get_text())
    assert held(entry).state == "held"


def test_the_place_of_another_does_not_exist():
    entry = offered()
    stranger = entered(make_booker("Zoé"))

    answers = [stranger.post(entry_url(entry, one)).status_code for one in ("accepter", "quitter")]

    assert answers == [404, 404]
    assert state(entry) == "offered"


@pytest.mark.usefixtures("remembered_frame")
def test_my_bookings_cost_the_same_however_many_places_are_awaited(django_assert_max_num_queries):
    counts = []
    for length in (1, 3):
        user = make_booker(f"Personne {length}")
        for _ in range(length):
            wait(full_centre()[0], user)
        client = entered(user)
        client.get(LIST)
        with django_assert_max_num_queries(20) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def repaired() -> ClosureRepair:
    """A booking cancelled by a closure, with a place proposed instead."""
    centre = make_centre()
    make_space(make_centre())
    booking = make_booking(make_space(centre))
    shut(centre)
    return ClosureRepair.objects.get(booking=booking)


def repair_url(repair: ClosureRepair, action: str) -> str:
    return f"{LIST}fermetures/{repair.pk}/{action}/"


def test_after_a_closure_the_place_proposed_is_taken_in_one_click_once():
    repair = repaired()
    booking = repair.booking
    client = entered(booking.user)

    told = [
        texts(page_of(client, url), ".living h2, .living h3")
        for url in (booking.get_absolute_url(), LIST)
    ]
    first, again = (client.post(repair_url(repair, "deplacer")) for _ in range(2))

    assert told == [["Votre place a été annulée par une fermeture"]] * 2
    assert first.url == again.url == booking.get_absolute_url()
    assert (now(booking).space, now(booking).state) == (repair.other_space, "approved")
    assert Booking.objects.count() == 1


def test_when_the_centre_reopens_the_place_is_taken_back_once():
    repair = repaired()
    booking, closure = repair.booking, repair.closure
    reopen(closure, by=make_host(closure.telecentre))
    client = entered(booking.user)

    buttons = texts(page_of(client, booking.get_absolute_url()), ".living button")
    for _ in range(2):
        client.post(repair_url(repair, "reprendre"))

    assert buttons[0].startswith("Reprendre ma place")
    assert (now(booking).space, now(booking).state) == (repair.was_space, "approved")


def test_the_repair_of_another_does_not_exist():
    repair = repaired()
    stranger = entered(make_booker("Zoé"))

    answers = [
        stranger.post(repair_url(repair, one)).status_code for one in ("deplacer", "reprendre")
    ]

    assert answers == [404, 404]
    assert now(repair.booking).state == "cancelled"
