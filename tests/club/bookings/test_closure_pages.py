"""Closing a centre from its page: who is affected is shown, then it is done once, then followed."""

from datetime import time, timedelta

import pytest

from club.bookings.closures import move_to_alternative, repair_and_tell
from club.bookings.models import Booking, ClosureRepair
from club.bookings.services import book_for
from club.telecentres.hours import instant
from club.telecentres.models import Closure
from tests.club.bookings.day_factories import now, shut, span
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
    whole_day,
)
from tests.club.bookings.pages import entered, hidden, messages_of, page_of, said, soup, texts

pytestmark = pytest.mark.django_db
WEDNESDAY = TUESDAY + timedelta(days=1)
TYPED = {
    "first_on": str(TUESDAY),
    "opens": "",
    "last_on": str(TUESDAY),
    "closes": "",
    "reason": "Dégât des eaux",
    "message": "Nous revenons\nmercredi.",
}


def address(centre, end: str = "") -> str:
    return f"/animation/{centre.slug}/fermetures/{end}"


def confirmation(client, centre, **fields) -> dict[str, str]:
    """What the preview sends when it is confirmed."""
    page = soup(client.post(address(centre, "nouvelle/"), {**TYPED, **fields}))
    return {**hidden(page), "step": "confirmer"}


def test_the_preview_tells_who_is_affected_and_closes_nothing():
    centre = make_centre()
    host, desk, other = make_host(centre), make_space(centre), make_space(centre)
    make_booking(desk, make_booker("Léa"), **whole_day())
    guest = {"guest_name": "Paul", "guest_phone": "06 00 00 00 01"}
    book_for(other, by=host, form_token=token(), **morning(), **guest)
    client = entered(host)

    page = soup(client.post(address(centre, "nouvelle/"), {**TYPED, "closes": "12:30"}))

    assert texts(page, ".affected tbody tr") == [
        f"Léa Réservation raccourcie : {desk.name} mardi 8 décembre 2026, de 9 h à 18 h "
        "par courriel",
        f"Paul Réservation : {other.name} mardi 8 décembre 2026, de 9 h à 12 h 30 "
        "à appeler : 06 00 00 00 01",
    ]
    assert page.select_one("a[href^=tel]")["href"] == "tel:0600000001"
    assert (Closure.objects.count(), Booking.objects.standing().count()) == (0, 2)


def test_a_confirmation_sent_twice_closes_once_and_says_it_is_done():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    client = entered(make_host(centre))
    told = confirmation(client, centre)

    answers = [client.post(address(centre, "nouvelle/"), told, follow=True) for _ in range(2)]

    closure = Closure.objects.get()
    assert (closure.reason, closure.message.splitlines()) == (
        "Dégât des eaux",
        ["Nous revenons", "mercredi."],
    )
    assert {"starts_at": closure.starts_at, "ends_at": closure.ends_at} == span()
    assert [one.redirect_chain[-1][0] for one in answers] == [address(centre, f"{closure.pk}/")] * 2
    assert [messages_of(one)[0].split(" :")[0] for one in answers] == [
        f"{centre.short_name} est fermé à ces dates"
    ] * 2
    assert now(booking).state == Booking.State.CANCELLED
    assert ClosureRepair.objects.count() == 1


def test_a_confirmation_sent_again_after_the_reopening_closes_nothing():
    centre = make_centre()
    client = entered(make_host(centre))
    told = confirmation(client, centre)
    client.post(address(centre, "nouvelle/"), told, follow=True)
    client.post(address(centre, f"{Closure.objects.get().pk}/rouvrir/"), follow=True)

    answer = client.post(address(centre, "nouvelle/"), told)

    assert messages_of(answer) == [
        "Cette confirmation a déjà servi : vérifiez et confirmez de nouveau."
    ]
    assert Closure.objects.count() == 0


def test_clocks_bound_a_closure_and_one_may_correct_what_was_typed():
    centre = make_centre()
    client = entered(make_host(centre))
    told = confirmation(client, centre, opens="14:00", closes="16:30")

    again = soup(client.post(address(centre, "nouvelle/"), {**told, "step": "corriger"}))
    client.post(address(centre, "nouvelle/"), told)

    assert again.select_one("[name=opens]")["value"] == "14:00"
    assert again.select_one("[name=reason]")["value"] == "Dégât des eaux"
    closure = Closure.objects.get()
    assert (closure.starts_at, closure.ends_at) == (
        instant(TUESDAY, time(14)),
        instant(TUESDAY, time(16, 30)),
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"reason": " "}, "Raison : Donnez la raison : les personnes prévenues la lisent."),
        ({"first_on": "2026-02-31"}, "Du : Donnez un jour."),
        ({"last_on": "9999-12-31"}, "Au : Cette date est trop loin d’aujourd’hui."),
        ({"last_on": str(MONDAY)}, "Au : La fin doit suivre le début."),
        (
            {"first_on": "2026-12-01", "last_on": "2026-12-02"},
            "Au : Cette fermeture serait déjà terminée.",
        ),
    ],
)
def test_what_cannot_be_a_closure_is_said_and_kept(fields, error):
    centre = make_centre()

    answer = entered(make_host(centre)).post(
        address(centre, "nouvelle/"), {**TYPED, **fields, "step": "confirmer"}
    )
    page = soup(answer)

    assert texts(page, "#erreurs li") == [error]
    assert said(page.select_one("textarea").get_text()) == "Nous revenons mercredi."
    assert Closure.objects.count() == 0


@pytest.mark.parametrize(
    ("last_on", "told"),
    [
        (TUESDAY, "Le télécentre est déjà fermé pendant tout ce temps"),
        (WEDNESDAY, "Le télécentre est déjà fermé une partie de ce temps"),
    ],
)
def test_a_closure_over_another_says_so(last_on, told):
    centre = make_centre()
    shut(centre)
    client = entered(make_host(centre))

    page = soup(client.post(address(centre, "nouvelle/"), {**TYPED, "last_on": str(last_on)}))

    assert texts(page, ".callout--warning h2") == [told]
    assert texts(page, ".callout--warning li") == ["Dégât des eaux , le mardi 8 décembre 2026"]


def test_the_page_of_a_closure_follows_each_person():
    centre = make_centre()
    host, desk, other = make_host(centre), make_space(centre), make_space(centre)
    lea = make_booking(desk, make_booker("Léa"))
    guest = {"guest_name": "Paul", "guest_phone": "06 00 00 00 01"}
    book_for(other, by=host, form_token=token(), **morning(), **guest)
    closure = shut(centre)
    repair_and_tell()
    move_to_alternative(ClosureRepair.objects.get(booking=lea))

    page = page_of(entered(host), address(centre, f"{closure.pk}/"))

    rows = texts(page, ".affected tbody tr")
    was = "mardi 8 décembre 2026, de 9 h à 12 h 30"
    assert rows[0].startswith(f"Léa {desk.name}, {was} A pris une autre place : ")
    assert rows[0].endswith(" Prévenu")
    assert rows[1].startswith(f"Paul {other.name}, {was} Place proposée : ")
    assert rows[1].endswith(" À appeler : 06 00 00 00 01")
    assert texts(page, "#suites + p") == [
        "1 replacée, 1 en attente d’un choix, 1 personne à appeler ."
    ]


def test_reopening_twice_reopens_once_and_says_it_is_done():
    centre = make_centre()
    make_booking(make_space(centre))
    closure = shut(centre)
    client = entered(make_host(centre))

    answers = [
        client.post(address(centre, f"{closure.pk}/rouvrir/"), follow=True) for _ in range(2)
    ]

    assert [messages_of(one)[0].split(" :")[0] for one in answers] == [
        "La fermeture est levée",
        "Cette fermeture est déjà levée.",
    ]
    assert Closure.objects.count() == 0
    assert ClosureRepair.objects.get().reopened_at is not None


def test_the_list_tells_closures_to_come_and_those_that_are_over(clock):
    centre = make_centre()
    make_booking(make_space(centre))
    shut(centre)
    shut(centre, reason="Congés", **span(WEDNESDAY, WEDNESDAY + timedelta(days=2)))
    shut(make_centre(), reason="Ailleurs")
    clock.move_to(instant(WEDNESDAY, time(10)))

    page = page_of(entered(make_host(centre)), address(centre))

    assert texts(page, "section[aria-labelledby=a-venir] li") == [
        "Congés · en cours Du mercredi 9 décembre 2026 au vendredi 11 décembre 2026 inclus "
        "aucune réservation touchée"
    ]
    assert texts(page, "section[aria-labelledby=passees] li") == [
        "Dégât des eaux Le mardi 8 décembre 2026 1 réservation touchée, 0 annoncée"
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_follow_up_cost_the_same_for_one_and_three(
    count, remembered_frame, django_assert_num_queries
):
    centre = make_centre()
    for number in range(count):
        make_booking(make_space(centre))
        shut(centre, reason="Congés", **span(*[TUESDAY + timedelta(days=7 * (number + 1))] * 2))
    closure = shut(centre)
    client = entered(make_host(centre))
    client.get(address(centre))

    with django_assert_num_queries(9):
        client.get(address(centre))
    with django_assert_num_queries(9):
        client.get(address(centre, f"{closure.pk}/"))
