"""The day one comes, and the desk that one has to oneself."""

from datetime import time, timedelta

import pytest

from club.bookings.assigned_desks import assign_desk
from club.bookings.check_in import code_of_day, code_of_desk
from club.bookings.models import AssignedDesk, Attendance, Booking, FreedDays
from club.bookings.no_shows import ask_who_comes
from club.telecentres.hours import instant
from club.telecentres.models import Space
from tests.club.bookings.day_factories import now
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    make_booker,
    make_booking,
    make_host,
    make_space,
    morning,
    token,
)
from tests.club.bookings.pages import entered, hidden, messages_of, page_of, soup, texts

pytestmark = pytest.mark.django_db
ARRIVAL = "/club/reservations/arrivee/"
DESK = "/club/reservations/mon-bureau/"
NINE = morning()["starts_at"]


def scan(space: Space) -> str:
    return f"{ARRIVAL}{code_of_desk(space, by=make_host(space.telecentre)).token}/"


def problem(response) -> list[str]:
    return texts(soup(response), "#erreurs h2")


def known() -> list[tuple[str, str]]:
    return list(Attendance.objects.values_list("state", "method"))


def asked(clock) -> Attendance:
    """« Vous venez ? » was asked of someone."""
    make_booking()
    clock.move_to(NINE + timedelta(minutes=31))
    ask_who_comes()
    return Attendance.objects.select_related("booking__user").get()


def test_scanning_a_desk_shows_what_would_be_done_then_notes_it_once(clock):
    booking = make_booking()
    url, client = scan(booking.space), entered(booking.user)
    clock.move_to(NINE)

    page = page_of(client, url)
    before = known()
    client.post(url)
    client.post(url)
    after = page_of(client, url)

    assert texts(page, "main form button") == ["Signaler mon arrivée"]
    assert (before, known()) == ([], [("present", "qr")])
    assert texts(after, "h1") == ["Vous êtes là"]
    assert after.select("main form[method=post]") == []


def test_scanning_on_another_day_elsewhere_or_at_a_retired_desk_is_told(clock):
    booking = make_booking()
    elsewhere, retired = make_space(), make_space()
    urls = [scan(booking.space), scan(elsewhere), scan(retired), f"{ARRIVAL}inconnu/"]
    Space.objects.filter(pk=retired.pk).update(is_active=False)
    client = entered(booking.user)

    day_before = problem(client.get(urls[0]))
    clock.move_to(NINE)
    told = [(problem(client.get(url)), problem(client.post(url))) for url in urls[1:]]

    name = booking.space.telecentre.name
    texts_of = [
        [f"Votre réservation d’aujourd’hui est dans un autre télécentre : {name}."],
        ["Ce poste n’est plus en service : demandez une autre place à l’animateur."],
        ["Ce code n’est plus valable : demandez à l’animateur, ou tapez le code du jour."],
    ]
    assert day_before == ["Votre réservation est pour le 8 décembre 2026 : revenez ce jour-là."]
    assert told == [(one, one) for one in texts_of]
    assert known() == []


def test_the_code_of_the_day_notes_who_comes_and_a_wrong_one_is_told(clock):
    booking = make_booking()
    client = entered(booking.user)
    clock.move_to(NINE)
    code = code_of_day(booking.space.telecentre)
    sent = hidden(page_of(client, ARRIVAL))
    wrong = "0000" if code != "0000" else "1111"

    refused = client.post(ARRIVAL, {**sent, "code": wrong})
    empty = client.post(ARRIVAL, {"telecentre": "rien"})
    response = client.post(ARRIVAL, {**sent, "code": f" {code} "}, follow=True)

    assert texts(soup(refused), "#erreurs li") == [
        "Code du jour : Ce n’est pas le code du jour : il est affiché à l’entrée, et change "
        "chaque jour."
    ]
    assert soup(refused).select_one("#id_code")["value"] == wrong
    assert len(texts(soup(empty), "#erreurs li")) == 2
    assert messages_of(response) == ["Bienvenue ! Votre arrivée est notée."]
    assert known() == [("present", "code")]
    assert soup(response).select("#id_code") == []


def test_nothing_today_is_told():
    booking = make_booking()

    page = page_of(entered(booking.user), ARRIVAL)

    assert texts(page, ".empty h2") == ["Rien de prévu aujourd’hui"]


def test_whoever_was_asked_says_that_they_come(clock):
    line = asked(clock)
    client = entered(line.booking.user)

    page = page_of(client, line.booking.get_absolute_url())
    for _ in range(2):
        client.post(f"{ARRIVAL}{line.pk}/je-viens/")

    assert texts(page, ".living__actions button") == ["J’arrive", "Je libère ma place"]
    assert known() == [("coming", "link")]


def test_whoever_was_asked_gives_the_place_back_once(clock):
    line = asked(clock)
    client = entered(line.booking.user)

    for _ in range(2):
        response = client.post(f"{ARRIVAL}{line.pk}/je-libere/", follow=True)

    assert messages_of(response) == ["Merci : votre place est libre pour quelqu’un d’autre."]
    assert now(line.booking).state == "cancelled"


def test_nobody_answers_for_another(clock):
    line = asked(clock)
    stranger = entered(make_booker("Omar"))

    answers = [
        stranger.post(f"{ARRIVAL}{line.pk}/{one}/").status_code for one in ("je-viens", "je-libere")
    ]

    assert answers == [404, 404]
    assert known() == [("asked", "job")]


def test_the_welcome_page_leads_to_the_check_in_on_the_very_day(clock):
    booking = make_booking()
    client = entered(booking.user)

    def links():
        return [one["href"] for one in page_of(client, "/club/").select(f"a[href='{ARRIVAL}']")]

    before = links()
    clock.move_to(NINE)
    shown = links()
    client.post(scan(booking.space))

    assert (before, shown, links()) == ([], [ARRIVAL], [])


@pytest.mark.usefixtures("remembered_frame")
def test_the_day_costs_little(clock, django_assert_max_num_queries):
    booking = make_booking()
    url, client = scan(booking.space), entered(booking.user)
    clock.move_to(NINE)

    for address in (ARRIVAL, url, booking.get_absolute_url()):
        client.get(address)
        with django_assert_max_num_queries(20):
            client.get(address)


def make_desk() -> AssignedDesk:
    space = make_space()
    return assign_desk(
        space,
        user=make_booker(),
        first_on=MONDAY,
        by=make_host(space.telecentre),
        form_token=token(),
    )


def is_held(desk: AssignedDesk, day) -> bool:
    return (
        Booking.objects.standing()
        .filter(space=desk.space, starts_at=instant(day, time(9)))
        .exists()
    )


def test_the_holder_gives_days_back_once_and_takes_them_again():
    desk = make_desk()
    client = entered(desk.user)
    sent = {**hidden(page_of(client, DESK)), "du": "2026-12-08", "au": ""}

    for _ in range(2):
        client.post(f"{DESK}{desk.pk}/liberer/", sent)
    freed = FreedDays.objects.get()
    given = is_held(desk, TUESDAY)
    listed = texts(page_of(client, DESK), ".series-date__day")
    client.post(f"{DESK}rendus/{freed.pk}/reprendre/")

    assert (freed.first_on, freed.last_on, given) == (TUESDAY, TUESDAY, False)
    assert listed == ["Le 8 décembre 2026"]
    assert is_held(desk, TUESDAY)
    assert FreedDays.objects.count() == 0


def test_the_holder_gives_a_day_of_every_week_back():
    desk = make_desk()
    client = entered(desk.user)

    client.post(f"{DESK}{desk.pk}/semaine/", {"jours": ["1"]})
    page = page_of(client, DESK)
    wrong = client.post(f"{DESK}{desk.pk}/liberer/", {"du": "2026-12-01", "form_token": "a"})

    assert not is_held(desk, TUESDAY)
    assert "sauf le mardi" in page.main.get_text()
    assert texts(soup(wrong), "#erreurs li") == [
        "Premier jour rendu : Ce jour est passé : choisissez-en un à venir."
    ]


def test_the_desk_of_another_does_not_exist():
    desk = make_desk()
    freed = FreedDays.objects.create(
        assignment=desk, first_on=TUESDAY, last_on=TUESDAY, form_token="a"
    )
    stranger = entered(make_booker("Omar"))
    urls = [f"{DESK}{desk.pk}/liberer/", f"{DESK}{desk.pk}/semaine/"]

    answers = [
        stranger.post(url).status_code for url in (*urls, f"{DESK}rendus/{freed.pk}/reprendre/")
    ]

    assert answers == [404] * 3
    assert texts(page_of(stranger, DESK), ".empty h2") == ["Aucun poste ne vous est attribué"]
