"""Booking for someone else and keeping a space for maintenance, as the animateurs do it."""

from datetime import time

import pytest
from django.core import mail

from club.bookings.models import Booking
from club.members.indexing import index_member
from club.telecentres.hours import instant
from club.telecentres.models import Space, TelecentreManager
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    afternoon,
    between,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    whole_day,
)
from tests.club.bookings.pages import entered, hidden, messages_of, page_of, said, soup, texts

pytestmark = pytest.mark.django_db
CALLER = {"guest_name": "Rosa Vidal", "guest_phone": "06 00 00 00 07"}


def form_of(client, centre, space, *, begins="09:00", day=TUESDAY, way="reserver", **more):
    """The address of the form for a slot, and what it would send."""
    clock = instant(day, time.fromisoformat(begins)).strftime("%Y-%m-%dT%H:%MZ")
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    address = f"/animation/{centre.slug}/{way}/?espace={space.pk}&debut={clock}{extra}"
    return hidden(page_of(client, address)), address


def test_the_day_shows_what_is_free_as_links_and_who_is_there():
    centre = make_centre()
    desk = make_space(centre)
    room = make_space(centre, Space.Kind.MEETING_ROOM)
    make_booking(desk, make_booker("Léa"), **morning())
    make_booking(room, make_booker("Omar"), **between("09:00", "11:00"), title="Bilan")
    client = entered(make_host(centre))

    page = page_of(client, f"/animation/{centre.slug}/reserver/?date={TUESDAY}")

    of_desk, of_room = page.select(".slot-line")
    assert texts(of_desk, ".piece") == [
        "9 h – 12 h 30 : Léa",
        f"{desk.name}, libre après-midi",
    ]
    assert texts(of_room, ".piece")[:2] == [
        "9 h – 11 h : Omar – Bilan",
        f"{room.name}, libre à partir de 11 h",
    ]
    link = of_desk.select_one("a.piece")["href"]
    assert soup(client.get(link)).select_one("select[name=ends_at] option").text == "18 h".replace(
        " ", "\u00a0"
    )


def test_a_phone_caller_gets_a_place_and_no_mail():
    centre = make_centre()
    desk, host = make_space(centre), make_host(centre)
    client = entered(host)
    form, _address = form_of(client, centre, desk)

    address = f"/animation/{centre.slug}/reserver/"
    told = [client.post(address, {**form, **CALLER}, follow=True) for _ in range(2)]

    booking = Booking.objects.get()
    assert (booking.guest_name, booking.guest_phone, booking.booked_by, booking.kind) == (
        "Rosa Vidal",
        "06 00 00 00 07",
        host,
        "normal",
    )
    assert (booking.starts_at, booking.ends_at) == tuple(morning().values())
    assert [one.redirect_chain[0][0] for one in told] == [
        f"/animation/{centre.slug}/?date={TUESDAY}"
    ] * 2
    expected = (
        f"Réservé pour Rosa Vidal, {desk.name}, mardi 8 décembre 2026, de 9 h à 12 h 30 : "
        f"dites-lui le numéro {booking.reference}, aucun courriel ne part."
    )
    assert [messages_of(one) for one in told] == [[expected]] * 2
    assert mail.outbox == []


def test_a_guest_with_an_address_is_written_to_and_may_be_a_first_visit():
    centre = make_centre()
    client = entered(make_host(centre))
    form, _address = form_of(client, centre, make_space(centre), begins="13:30")

    guest = {"guest_name": "Rosa", "guest_email": "rosa@essai.example", "is_first_visit": "on"}
    client.post(f"/animation/{centre.slug}/reserver/", {**form, **guest})

    booking = Booking.objects.get()
    assert (booking.kind, booking.starts_at) == ("first_visit", afternoon()["starts_at"])
    assert [one.to for one in mail.outbox] == [["rosa@essai.example"]]


def test_a_member_is_found_by_name_then_chosen():
    centre = make_centre()
    lea = make_booker("Léa Estève", home_telecentre=centre)
    other = make_booker("Léa Roux")
    hidden_one = make_booker("Léa Cachée", last_confirmed_at=None)
    for one in (lea, other, hidden_one):
        index_member(one.member)
    desk = make_space(centre)
    client = entered(make_host(centre))
    _form, address = form_of(client, centre, desk)

    found = page_of(client, f"{address}&qui=lea")
    precise = page_of(client, f"{address}&qui=ESTEVE+léa")
    nobody = page_of(client, f"{address}&qui=zz")
    chosen = soup(client.get(precise.select_one(".people a")["href"]))
    client.post(f"/animation/{centre.slug}/reserver/", hidden(chosen))

    assert [said(one.b.text) for one in found.select(".people a")] == ["Léa Estève", "Léa Roux"]
    assert [said(one.b.text) for one in precise.select(".people a")] == ["Léa Estève"]
    assert texts(nobody, ".who [role=status]")[0].startswith("Aucun adhérent de ce nom.")
    assert chosen.select("input[name=guest_name]") == []
    assert Booking.objects.get().user == lea


def test_nobody_is_booked_for_who_the_animateur_does_not_see():
    centre = make_centre()
    stranger = make_booker("Léa", last_confirmed_at=None)
    client = entered(make_host(centre))
    form, _address = form_of(client, centre, make_space(centre))

    page = soup(
        client.post(f"/animation/{centre.slug}/reserver/", {**form, "member": stranger.member.pk})
    )

    assert "Choisissez la personne à nouveau." in said(page.select_one("#erreurs").text)
    assert Booking.objects.count() == 0


def test_without_a_name_or_a_way_to_reach_them_the_form_says_what_to_do():
    centre = make_centre()
    client = entered(make_host(centre))
    form, _address = form_of(client, centre, make_space(centre))

    page = soup(
        client.post(f"/animation/{centre.slug}/reserver/", {**form, "title": "Visite guidée"})
    )

    assert texts(page, "#erreurs li") == [
        "Nom : Donnez le nom de la personne.",
        "Téléphone : Donnez un téléphone ou une adresse électronique pour la joindre.",
    ]
    assert page.select_one("input[name=title]")["value"] == "Visite guidée"
    assert hidden(page) == {**form, "csrfmiddlewaretoken": hidden(page)["csrfmiddlewaretoken"]}


def test_a_place_taken_meanwhile_is_refused_with_others_taken_in_one_click():
    centre = make_centre()
    desk, free = make_space(centre), make_space(centre)
    client = entered(make_host(centre))
    form, _address = form_of(client, centre, desk)
    make_booking(desk, make_booker("Omar"))
    address = f"/animation/{centre.slug}/reserver/"

    refused = soup(client.post(address, {**form, **CALLER}))
    button = refused.select_one("button[name=instead]")
    again = {**hidden(refused), **CALLER, "instead": button["value"]}
    told = client.post(address, again, follow=True)

    assert texts(refused, "#erreurs li") == ["Cette place vient d’être prise."]
    assert refused.select_one("input[name=guest_name]")["value"] == "Rosa Vidal"
    assert said(button.parent.parent.p.get_text(" ")) == (
        f"{free.name} mardi 8 décembre 2026, de 9 h à 12 h 30"
    )
    assert Booking.objects.get(guest_name="Rosa Vidal").space == free
    assert told.redirect_chain[0][0] == f"/animation/{centre.slug}/?date={TUESDAY}"


def test_a_place_of_another_centre_is_taken_only_by_who_runs_it():
    centre, second, third = make_centre(), make_centre(), make_centre()
    desk = make_space(centre)
    mine, theirs = make_space(second), make_space(third)
    host = make_host(centre)
    TelecentreManager.objects.create(telecentre=second, user=host)
    client = entered(host)
    form, _address = form_of(client, centre, desk)
    make_booking(desk, make_booker("Omar"), **whole_day())
    address = f"/animation/{centre.slug}/reserver/"

    refused = soup(client.post(address, {**form, **CALLER}))
    offered = {one["value"].split(" ")[0] for one in refused.select("button[name=instead]")}
    value = refused.select_one("button[name=instead]")["value"].split(" ", 1)[1]
    forged = {**hidden(refused), **CALLER, "instead": f"{theirs.pk} {value}"}
    soup(client.post(address, forged))

    assert str(mine.pk) in offered
    assert str(theirs.pk) not in offered
    assert f"/telecentres/{third.slug}/" in {
        one["href"] for one in refused.select(".alternatives a")
    }
    assert Booking.objects.filter(guest_name="Rosa Vidal").count() == 0


def test_a_form_without_its_token_is_told_in_french():
    centre = make_centre()
    client = entered(make_host(centre))

    page = soup(client.post(f"/animation/{centre.slug}/reserver/", {**CALLER, "space": "x"}))

    assert texts(page, "#erreurs li") == [
        "Espace : Cet espace n’est plus en service.",
        "Début : Choisissez un créneau.",
        "Jusqu’à : Choisissez un créneau.",
        "Formulaire : Ce formulaire a déjà servi : rechargez la page.",
    ]


def test_a_room_ends_when_someone_else_begins():
    centre = make_centre()
    room = make_space(centre, Space.Kind.MEETING_ROOM)
    make_booking(room, make_booker("Omar"), **between("10:30", "11:00"))
    client = entered(make_host(centre))
    _form, address = form_of(client, centre, room)

    ends = texts(page_of(client, address), "select[name=ends_at] option")

    assert ends == ["9 h 30 (30 min)", "10 h (1 h)", "10 h 30 (1 h 30)"]


def test_an_animateur_is_bound_by_no_rule_but_hours():
    centre = make_centre()
    desk = make_space(centre, notice_minutes=5 * 24 * 60, horizon_days=1, who="staff")
    client = entered(make_host(centre))
    form, _address = form_of(client, centre, desk, day=MONDAY)

    client.post(f"/animation/{centre.slug}/reserver/", {**form, **CALLER})

    assert Booking.objects.get().starts_at == morning(MONDAY)["starts_at"]


def test_maintenance_is_held_over_days_and_its_reason_shown():
    centre = make_centre()
    desk = make_space(centre)
    client = entered(make_host(centre))
    form, address = form_of(client, centre, desk, way="entretien")
    ends = page_of(client, address).select("select[name=ends_at] option")

    told = client.post(
        f"/animation/{centre.slug}/entretien/",
        {**form, "ends_at": ends[3]["value"], "title": "Peinture"},
        follow=True,
    )

    booking = Booking.objects.get()
    assert said(ends[3].text) == "mercredi 9 décembre 2026, 18 h"
    assert (booking.kind, booking.title, booking.shows_title, booking.user) == (
        "maintenance",
        "Peinture",
        True,
        None,
    )
    assert booking.claims.count() == 4
    assert messages_of(told) == [
        f"{desk.name}, du mardi 8 décembre 2026 à 9 h au mercredi 9 décembre 2026 à 18 h : "
        "l’espace est bloqué."
    ]


def test_nothing_is_asked_about_the_use_of_a_telemedicine_point():
    centre = make_centre()
    point = make_space(centre, Space.Kind.TELEMEDICINE)
    client = entered(make_host(centre))
    form, address = form_of(client, centre, point)

    client.post(f"/animation/{centre.slug}/reserver/", {**form, **CALLER, "title": "Cardiologue"})

    assert page_of(client, address).select("input[name=title]") == []
    assert (Booking.objects.get().title, Booking.objects.get().is_confidential) == ("", True)


@pytest.mark.parametrize(
    "query",
    [
        "espace=abc&debut=hier",
        "espace=99999999999999999999&debut=2026-12-08T08:00Z",
        "espace=1&debut=0001-01-01T00:00Z",
        "espace=1&debut=9999-12-31T23:59Z&membre=-1",
        "date=2026-13-45",
    ],
)
def test_a_broken_address_shows_the_slots_of_a_day(query):
    centre = make_centre()
    client = entered(make_host(centre))

    answer = client.get(f"/animation/{centre.slug}/reserver/?{query}")

    assert (answer.status_code, len(soup(answer).select(".slots-day"))) == (200, 1)


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"space": "x", "starts_at": "hier", "ends_at": "demain", "form_token": "a"},
        {"space": "1", "starts_at": "9999-12-31T23:59Z", "ends_at": "0001-01-01T00:00Z"},
        {"instead": "a b c", "form_token": "x" * 100, **CALLER},
        {"space": "99999999999999999999", "member": "99999999999999999999"},
    ],
)
def test_a_broken_form_is_shown_again(posted):
    centre = make_centre()
    client = entered(make_host(centre))

    answer = client.post(f"/animation/{centre.slug}/reserver/", posted)

    assert (answer.status_code, len(soup(answer).select("#erreurs"))) == (200, 1)
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_picking_a_slot_costs_the_same_for_one_space_and_three(
    count, remembered_frame, django_assert_num_queries
):
    centre = make_centre()
    for _ in range(count):
        make_booking(make_space(centre), **morning())
    client = entered(make_host(centre))
    address = f"/animation/{centre.slug}/reserver/?date={TUESDAY}"
    client.get(address)

    with django_assert_num_queries(19):
        client.get(address)
