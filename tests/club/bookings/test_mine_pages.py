"""« Mes réservations »: whose, in what order, one booking, its file, its cancellation."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from club.bookings.changes import cancel, move
from club.bookings.decisions import refuse
from club.bookings.mine import next_panel
from club.bookings.models import Booking, SlotClaim
from club.bookings.services import book_for
from club.telecentres.models import OpeningHours, Space
from tests.club.bookings.factories import (
    TUESDAY,
    afternoon,
    between,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
    whole_day,
)
from tests.club.bookings.steps import entered, page_of, problem_of, soup_of, words, written
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/club/reservations/"


def titles(page, section: str) -> list[str]:
    return [words(one) for one in page.select(f"[aria-labelledby={section}] .booking-line h3")]


def told(page) -> str:
    """What was just done, or why not."""
    found = page.select_one("main .callout")
    return words(found) if found else ""


def test_the_list_shows_the_next_first_then_what_waits_and_what_is_behind(clock):
    centre, user = make_centre(short_name="Murat"), make_booker()
    names = ("Bureau 1", "Bureau 2", "Bureau 3")
    desks = [make_space(centre) for _ in names]
    for desk, name in zip(desks, names, strict=True):
        Space.objects.filter(pk=desk.pk).update(name=name)
    later = [TUESDAY + timedelta(days=days) for days in range(4)]
    make_booking(desks[1], user, **morning(later[2]))
    make_booking(desks[0], user, **morning(later[1]))
    room = make_space(centre, needs_approval=True)
    Space.objects.filter(pk=room.pk).update(name="Bureau vert")
    make_booking(room, user, **morning(later[3]))
    cancel(make_booking(desks[2], user, **afternoon(later[2])), by=user)
    make_booking(desks[2], user, **morning())
    make_booking(make_space(centre))  # someone else's
    clock.move_to(datetime(2026, 12, 8, 17, tzinfo=UTC))

    page = page_of(entered(user), LIST)

    assert titles(page, "a-venir") == ["Bureau 1, Murat", "Bureau 2, Murat"]
    assert titles(page, "attente") == ["Bureau vert, Murat"]
    assert titles(page, "derriere") == ["Bureau 3, Murat", "Bureau 3, Murat"]
    states = [words(one) for one in page.select(".booking-state")]
    assert states == ["Confirmée", "Confirmée", "En attente d’accord", "Annulée", "Passée"]
    first = words(page.select("[aria-labelledby=a-venir] .booking-line")[0])
    assert "De 9 h à 12 h 30 et de 13 h 30 à 18 h" in first


def test_who_has_nothing_is_led_to_the_search():
    page = page_of(entered(UserFactory()), LIST)

    assert words(page.select_one(".empty h2")) == "Aucune réservation à venir"
    assert page.select_one(".empty a")["href"] == "/club/reservations/chercher/"
    assert page.select_one(".actions a.more")["href"] == "/club/reservations/calendriers/"


def test_what_is_behind_goes_by_pages_whatever_is_asked(clock):
    user, desk = make_booker(), make_space()
    for days in range(21):
        row = make_booking(desk, user, form_token=f"{days}", **morning())
        cancel(row, by=user)
    client = entered(user)

    pages = [page_of(client, f"{LIST}?page={number}") for number in ("1", "2", "x", "9" * 9)]

    counts = [len(page.select("#passees .booking-line")) for page in pages]
    assert counts == [20, 1, 20, 20]
    links = [one["href"] for one in pages[0].select(".pagination a")]
    assert links == [f"{LIST}?page=1#passees", f"{LIST}?page=2#passees"]


@pytest.mark.usefixtures("remembered_frame")
def test_the_list_costs_the_same_whatever_its_length(django_assert_num_queries):
    counts = []
    for length in (1, 3):
        user = make_booker(f"Personne {length}")
        for days in range(length):
            day = TUESDAY + timedelta(days=days)
            make_booking(make_space(make_centre()), user, **morning(day))
            cancel(make_booking(make_space(), user, **afternoon(day)), by=user)
            make_booking(make_space(needs_approval=True), user, **afternoon(day))
        client = entered(user)
        client.get(LIST)
        with django_assert_num_queries(15) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 20


@pytest.mark.usefixtures("remembered_frame")
def test_a_booking_is_read_in_few_queries(django_assert_max_num_queries):
    booking = make_booking()
    client = entered(booking.user)

    with django_assert_max_num_queries(20):
        client.get(booking.get_absolute_url())


def test_a_booking_tells_when_where_how_to_get_in_and_what_happened():
    centre, user = make_centre(short_name="Murat", evening_note="Demandez le code."), make_booker()
    OpeningHours.objects.create(
        telecentre=centre, weekday=1, opens="18:00", closes="21:00", access="CODE"
    )
    desk, other = make_space(centre), make_space(centre)
    Space.objects.filter(pk=desk.pk).update(name="Bureau 1")
    booking = make_booking(desk, user, title="Un <b>devis</b>", shows_title=True)
    move(booking, space=other, **whole_day(), by=user, form_token=token())
    cancel(booking, by=make_host(centre), reason="Fuite d’eau")

    page = page_of(entered(user), booking.get_absolute_url())

    text = words(page.main)
    assert f"{other.name}, Murat" in words(page.h1)
    assert words(page.select_one(".lead")) == "Mardi 8 décembre 2026, de 9 h à 18 h"
    assert "Un <b>devis</b> montré aux autres" in text
    assert "Le soir : Demandez le code." in text
    history = [words(one.select("p")[1]) for one in page.select(".booking-history li")]
    host = booking.events.last().actor
    assert history == [
        "Réservation faite par vous",
        "Déplacée par vous ; c’était Bureau 1, Murat, mardi 8 décembre 2026 à 9 h",
        f"Annulée par {host} Motif : Fuite d’eau",
    ]
    assert [words(one) for one in page.select(".ticket .button")] == ["Réserver à nouveau"]


@pytest.mark.parametrize("page", ["", "agenda.ics", "deplacer/", "annuler/"])
def test_the_booking_of_someone_else_does_not_exist_but_for_the_animateurs(page):
    booking = make_booking()
    url = f"{booking.get_absolute_url()}{page}"
    strangers = [make_booker("Omar"), make_host(make_centre())]
    before = written()

    statuses = [
        getattr(entered(user), method)(url).status_code
        for user in strangers
        for method in ("get", "post")
        if method == "get" or page in ("deplacer/", "annuler/")
    ]

    assert set(statuses) == {404}
    assert entered(make_host(booking.space.telecentre)).get(url).status_code == 200
    assert entered(booking.user).get(url).status_code == 200
    assert written() == before


@pytest.mark.parametrize("reference", ["aaaaaaaaaa", "AAAAAAAAA0", "AAAAAAAAA", "AAAAAAAAAAA"])
def test_what_is_not_a_reference_is_no_page(reference):
    assert entered().get(f"{LIST}{reference}/").status_code == 404


def test_the_animateur_reads_who_comes_and_the_guest_has_no_page():
    centre = make_centre()
    host = make_host(centre)
    guest = {"guest_name": "Rosa Vidal", "guest_phone": "06 12 34 56 78"}
    booking = book_for(make_space(centre), **morning(), by=host, form_token=token(), **guest)

    page = page_of(entered(host), booking.get_absolute_url())

    assert "Rosa Vidal 06 12 34 56 78" in words(page.select_one(".ticket"))
    assert page.select(f'a[href="/animation/{centre.slug}/"]') != []
    assert entered().get(booking.get_absolute_url()).status_code == 404


def test_the_file_holds_the_booking():
    booking = make_booking()

    answer = entered(booking.user).get(f"{booking.get_absolute_url()}agenda.ics")

    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="reservation-{booking.reference}.ics"'
    )
    assert (event["dtstart"].dt, event["dtend"].dt) == tuple(morning().values())


def test_a_cancellation_says_what_is_lost_is_done_once_and_keeps_the_reason():
    booking = make_booking()
    client = entered(booking.user)
    url = f"{booking.get_absolute_url()}annuler/"

    page = page_of(client, url)
    answers = [client.post(url, {"reason": " Grippe "}, follow=True) for _ in range(2)]

    assert "La place sera libre tout de suite pour quelqu’un d’autre." in words(page.main)
    done = "C’est annulé : la place est libre pour quelqu’un d’autre."
    assert [done in words(soup_of(one).main) for one in answers] == [True, True]
    assert [one.redirect_chain[-1][0] for one in answers] == [booking.get_absolute_url()] * 2
    assert list(booking.events.values_list("kind", "reason")) == [
        ("booked", ""),
        ("cancelled", "Grippe"),
    ]
    assert (SlotClaim.objects.count(), len(mail.outbox)) == (0, 2)


def test_a_cancellation_keeps_a_reason_that_is_too_long():
    booking = make_booking()
    url = f"{booking.get_absolute_url()}annuler/"

    answer = entered(booking.user).post(url, {"reason": "x" * 201})

    assert "Le motif tient en 200 caractères." in problem_of(answer)
    assert soup_of(answer).select_one("#id_reason")["value"] == "x" * 201
    assert Booking.objects.get().state == "approved"


def test_no_reason_is_asked_for_a_telemedicine_point():
    point = make_space(kind=Space.Kind.TELEMEDICINE, notice_minutes=0)
    booking = make_booking(point, **between("10:00", "10:30"))
    client = entered(booking.user)
    url = f"{booking.get_absolute_url()}annuler/"

    assert page_of(client, url).select("#id_reason") == []
    client.post(url, {"reason": "Guéri"})
    assert list(booking.events.values_list("kind", "reason"))[-1] == ("cancelled", "")


@pytest.mark.parametrize("page", ["deplacer/", "annuler/"])
def test_what_no_longer_stands_or_is_over_leads_back_to_the_booking(page, clock):
    centre = make_centre()
    host = make_host(centre)
    over = make_booking(make_space(centre))
    refused = make_booking(make_space(centre, needs_approval=True), **afternoon())
    refuse(refused, by=host, reason="Travaux")
    clock.move_to(datetime(2026, 12, 8, 13, tzinfo=UTC))
    before = written()

    found = []
    for booking in (over, refused):
        client, url = entered(booking.user), booking.get_absolute_url()
        for method in ("get", "post"):
            answer = getattr(client, method)(f"{url}{page}", follow=True)
            found.append((answer.redirect_chain, told(soup_of(answer))))

    assert found == [
        *[([(over.get_absolute_url(), 302)], "Cette réservation est passée.")] * 2,
        *[([(refused.get_absolute_url(), 302)], "Cette réservation n’est plus en cours.")] * 2,
    ]
    assert written() == before


@pytest.mark.usefixtures("remembered_frame")
def test_the_welcome_page_of_the_club_shows_the_next_booking_in_one_query(
    django_assert_num_queries,
):
    user = make_booker()
    client = entered(user)
    empty = words(page_of(client, "/club/").main)
    booking = make_booking(user=user)
    make_booking(make_space(), user, **afternoon())

    with django_assert_num_queries(1):
        line = next_panel(user)["line"]
    page = page_of(client, "/club/")

    assert "Rien de prévu pour le moment." in empty
    assert line.booking == booking
    assert "Mardi 8 décembre 2026, de 9 h à 12 h 30 (confirmée)" in words(page.main)
    links = {one.get("href") for one in page.select("main a")}
    base = booking.get_absolute_url()
    assert {LIST, base, f"{base}deplacer/", f"{base}annuler/", f"{base}agenda.ics"} <= links
