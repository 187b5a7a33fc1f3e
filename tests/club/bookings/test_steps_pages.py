"""« /club/reservations/nouvelle/ »: three steps that lead from nothing to a booking."""

from datetime import time, timedelta
from urllib.parse import urlencode

import pytest

from club.bookings.models import Booking
from club.telecentres.hours import instant
from club.telecentres.models import Closure, Space
from tests.club.bookings.factories import (
    TUESDAY,
    make_booking,
    make_centre,
    make_space,
    morning,
    whole_day,
)
from tests.club.bookings.steps import NEW, address, chips_of, confirm, entered, page_of, words

pytestmark = pytest.mark.django_db


def test_one_follows_the_links_from_nothing_to_a_booking():
    space = make_space()
    client = entered()

    page = page_of(client, NEW)
    options = [words(one) for one in page.select("#id_espace option")]
    starts = chips_of(page_of(client, address(space)))
    ends = chips_of(page_of(client, starts["mardi 8 décembre 2026, matin, 9 h – 12 h 30, libre"]))
    details = page_of(client, ends["Jusqu’à 18 h, 2 demi-journées"])
    hidden = {one["name"]: one["value"] for one in details.select("main input[type=hidden]")}
    check = f"{NEW}?{urlencode({**hidden, 'titre': 'Un devis'})}"
    answer = confirm(client, check)

    assert options == ["Choisir…", space.name]
    booking = Booking.objects.get()
    assert answer.headers["Location"] == booking.get_absolute_url()
    assert (booking.starts_at, booking.ends_at) == tuple(whole_day().values())
    assert (booking.title, booking.shows_title, booking.state) == ("Un devis", False, "approved")
    told = words(page_of(client, booking.get_absolute_url()).select_one(".callout--success"))
    assert told.startswith("C’est réservé. Vous recevrez la confirmation par courriel")


def test_who_comes_from_the_grid_is_at_the_second_step_and_goes_back_without_losing_anything():
    space = make_space()
    client = entered()
    typed = {"titre": "Un devis", "montre": "on"}

    details = page_of(client, address(space, **morning(), **typed))
    check = page_of(client, address(space, **morning(), **typed, etape="verifier"))
    links = {one["href"] for one in check.select("main a") if "titre=" in one.get("href", "")}

    assert words(details.select_one(".step-count")) == "Étape 2 sur 3"
    assert details.select_one("#id_titre")["value"] == "Un devis"
    assert details.select_one("#id_montre").has_attr("checked")
    assert words(check.select_one(".step-count")) == "Étape 3 sur 3"
    assert "Un devis, montré aux autres adhérents" in words(check.select_one(".ticket"))
    assert links == {
        address(space, starts_at=morning()["starts_at"], **typed),
        address(space, **morning(), **typed),
    }


def test_the_third_step_says_when_the_door_is_open_and_how_one_enters():
    centre = make_centre(phone="04 71 00 00 00")
    space = make_space(centre)

    ticket = words(
        page_of(entered(), address(space, **morning(), etape="verifier")).select_one(".ticket")
    )

    assert "Mardi 8 décembre 2026, de 9 h à 12 h 30" in ticket
    assert "De 9 h à 12 h 30 et de 13 h 30 à 18 h" in ticket
    assert "04 71 00 00 00" in ticket


@pytest.mark.parametrize(
    ("kind", "first", "ends"),
    [
        (
            Space.Kind.VIDEO_ROOM,
            "mardi 8 décembre 2026, 11 h 30, libre",
            ["Jusqu’à 12 h, 30 min", "Jusqu’à 12 h 30, 1 h"],
        ),
        (
            Space.Kind.DESK,
            "mardi 8 décembre 2026, après-midi, 13 h 30 – 18 h, libre",
            [
                "Jusqu’à 18 h, une demi-journée",
                "Jusqu’à mercredi 9 décembre, 12 h 30, 2 demi-journées",
                "Jusqu’à mercredi 9 décembre, 18 h, 3 demi-journées",
            ],
        ),
        (
            Space.Kind.BRIDGING_HOUSING,
            "Nuit du samedi 12 décembre, libre",
            [
                "Jusqu’à dimanche 13 décembre, 10 h, une nuit",
                "Jusqu’à lundi 14 décembre, 10 h, 2 nuits",
                "Jusqu’à mardi 15 décembre, 10 h, 3 nuits",
            ],
        ),
    ],
)
def test_each_kind_of_space_offers_its_own_slots_and_lengths(kind, first, ends):
    space = make_space(kind=kind, max_slots=3)
    client = entered()
    day = {Space.Kind.VIDEO_ROOM: {"jour": "2026-12-08"}}.get(kind, {})

    starts = chips_of(page_of(client, address(space, **day)))

    assert list(chips_of(page_of(client, starts[first]))) == ends


def test_what_is_taken_closed_or_too_late_is_not_a_beginning():
    centre = make_centre()
    Closure.objects.create(
        telecentre=centre,
        starts_at=instant(TUESDAY, time(12, 45)),
        ends_at=instant(TUESDAY, time(20)),
        reason="Travaux",
    )
    space = make_space(centre, min_slots=2, horizon_days=4)
    make_booking(space, **whole_day(TUESDAY + timedelta(days=1)))

    page = page_of(entered(), address(space))

    # Tuesday morning is followed by what is taken on Wednesday. Friday ends the horizon.
    assert list(chips_of(page)) == [
        "lundi 7 décembre 2026, matin, 9 h – 12 h 30, libre",
        "lundi 7 décembre 2026, après-midi, 13 h 30 – 18 h, libre",
        "jeudi 10 décembre 2026, matin, 9 h – 12 h 30, libre",
        "jeudi 10 décembre 2026, après-midi, 13 h 30 – 18 h, libre",
        "vendredi 11 décembre 2026, matin, 9 h – 12 h 30, libre",
        "vendredi 11 décembre 2026, après-midi, 13 h 30 – 18 h, libre",
    ]
    assert "Cet espace se réserve jusqu’au 11 décembre 2026." in words(page.main)
