"""`/animation/`: the day of a centre and its requests, for those who look after it."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from club.bookings.changes import cancel
from club.bookings.decisions import approve
from club.bookings.models import Booking, BookingEvent
from club.bookings.services import book_for, hold_for_maintenance
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
    token,
    whole_day,
)
from tests.club.bookings.pages import entered, messages_of, page_of, said, texts

pytestmark = pytest.mark.django_db


def lines(page: BeautifulSoup) -> list[str]:
    """Who comes; the buttons of each are the matter of `test_day_pages`."""
    for buttons in page.select(".presences"):
        buttons.decompose()
    return texts(page, ".sheet__line")


def make_request(centre=None, user=None, **fields) -> Booking:
    """A room that needs an approval, asked for on Tuesday from 10 h to 11 h."""
    room = make_space(centre, Space.Kind.MEETING_ROOM, needs_approval=True)
    return make_booking(room, user, **{**between("10:00", "11:00"), **fields})


def test_the_day_tells_who_comes_where_and_when_in_order():
    centre = make_centre()
    host, lea = make_host(centre), make_booker("Léa")
    desk, other = make_space(centre), make_space(centre)
    make_booking(desk, lea, **afternoon(MONDAY), title="Devis")
    visit = {"guest_name": "Rosa", "guest_phone": "06 00 00 00 07", "kind": "first_visit"}
    book_for(other, by=host, form_token=token(), **morning(MONDAY), **visit)
    make_booking(make_space(), make_booker("Omar"), **morning(MONDAY))
    hold_for_maintenance(other, by=host, form_token=token(), title="Peinture", **afternoon(MONDAY))

    page = page_of(entered(host), f"/animation/{centre.slug}/")

    assert lines(page) == [
        f"9 h – 12 h 30 Rosa {other.name} · 06 00 00 00 07 Première visite",
        f"13 h 30 – 18 h Léa {desk.name} · Devis Première fois ici",
        f"13 h 30 – 18 h Peinture {other.name} Espace bloqué",
    ]
    assert said(page.select_one("#presences").get_text()) == (
        "2 réservations, dont 1 première visite"
    )


def test_who_came_before_is_no_longer_new_and_the_present_is_marked(clock):
    centre = make_centre()
    desk, lea = make_space(centre), make_booker("Léa")
    make_booking(desk, lea, **morning(MONDAY))
    make_booking(desk, lea, **morning(TUESDAY))
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=UTC))

    page = page_of(entered(make_host(centre)), f"/animation/{centre.slug}/")

    assert lines(page) == [f"9 h – 12 h 30 (en ce moment) Léa {desk.name}"]


def test_days_move_by_links_and_a_wrong_date_is_today():
    centre = make_centre()
    make_booking(make_space(centre), make_booker("Léa"), **morning(TUESDAY))
    client = entered(make_host(centre))
    address = f"/animation/{centre.slug}/"

    today = page_of(client, address)
    tomorrow = page_of(client, f"{address}?date={TUESDAY}")
    wrong = [
        page_of(client, f"{address}?date={text}").h1.get_text()
        for text in ("2026-02-31", "hier", "9999-12-31")
    ]

    assert today.select_one("a[rel=next]")["href"] == f"{address}?date={TUESDAY}"
    assert [said(one.get_text(" ")) for one in today.select(".next-days li")][:2] == [
        "Mardi 8 décembre 1 réservation",
        "Mercredi 9 décembre rien encore",
    ]
    assert len(lines(tomorrow)) == 1
    assert tomorrow.h1.get_text() == f"Demain à {centre.short_name}"
    assert wrong == [today.h1.get_text()] * 3


def test_others_find_no_page_and_strangers_log_in():
    centre = make_centre()
    request = make_request(centre)
    elsewhere = make_host(make_centre())
    addresses = [
        f"/animation/{centre.slug}/{end}"
        for end in (
            "",
            "demandes/",
            f"demandes/{request.reference}/refuser/",
            "reserver/",
            "entretien/",
        )
    ]

    for user in (elsewhere, make_booker("Omar")):
        assert [entered(user).get(one).status_code for one in addresses] == [404] * 5
    asked = [Client().get(one).headers["Location"].split("?")[0] for one in addresses]
    assert asked == ["/compte/connexion/"] * 5
    assert entered(make_booker("Rosa")).get("/animation/").status_code == 404


def test_one_centre_opens_at_once_and_several_are_listed():
    first, second = make_centre(), make_centre()
    host = make_host(first)
    client = entered(host)
    alone = client.get("/animation/")
    TelecentreManager.objects.create(telecentre=second, user=host)
    make_request(second)

    page = page_of(client, "/animation/")

    assert alone.headers["Location"] == f"/animation/{first.slug}/"
    assert sorted(said(line.get_text()) for line in page.select("main .wrap > ul > li")) == sorted(
        [
            f"{first.short_name} – personne d’attendu aujourd’hui",
            f"{second.short_name} – personne d’attendu aujourd’hui, "
            f"1 demande à traiter à {second.short_name}",
        ]
    )


def test_a_request_is_accepted_in_one_click_and_the_person_is_told():
    centre = make_centre()
    request = make_request(centre, make_booker("Léa"), title="Réunion")
    client = entered(make_host(centre))
    page = page_of(client, f"/animation/{centre.slug}/demandes/")
    mail.outbox.clear()

    form = page.select_one(".request-line__answer form")
    told = [client.post(form["action"], {"back_to": "demandes"}, follow=True) for _ in range(2)]

    request.refresh_from_db()
    assert request.state == Booking.State.APPROVED
    assert [one.redirect_chain[0][0] for one in told] == [f"/animation/{centre.slug}/demandes/"] * 2
    expected = ["La demande de Léa est acceptée : la réponse part par courriel."]
    assert [messages_of(one) for one in told] == [expected] * 2
    assert BookingEvent.objects.filter(kind=BookingEvent.Kind.APPROVED).count() == 1
    assert [one.to for one in mail.outbox] == [[request.user.email]]


def test_a_refusal_wants_a_reason_and_keeps_the_page_it_came_from():
    centre = make_centre()
    request = make_request(centre, make_booker("Léa"))
    client = entered(make_host(centre))
    address = f"/animation/{centre.slug}/demandes/{request.reference}/refuser/"

    without = BeautifulSoup(client.post(address, {"back_to": "jour"}).content, "html.parser")
    told = client.post(address, {"reason": "Salle louée.", "back_to": "jour"}, follow=True)

    assert "Donnez un motif : la personne le lira." in said(without.select_one("#erreurs").text)
    assert without.select_one("input[name=back_to]")["value"] == "jour"
    request.refresh_from_db()
    assert (request.state, request.events.last().reason) == ("refused", "Salle louée.")
    assert told.redirect_chain[0][0] == f"/animation/{centre.slug}/"


def test_no_reason_is_asked_for_a_telemedicine_point():
    centre = make_centre()
    point = make_space(centre, Space.Kind.TELEMEDICINE, needs_approval=True, notice_minutes=0)
    request = make_booking(point, **between("10:00", "11:00"))
    client = entered(make_host(centre))
    address = f"/animation/{centre.slug}/demandes/{request.reference}/refuser/"

    page = page_of(client, address)
    client.post(address, {"reason": "Une visite médicale"})

    assert page.select("textarea") == []
    assert (request.events.last().kind, request.events.last().reason) == ("refused", "")


def test_who_answers_second_is_told_who_was_first():
    centre = make_centre()
    request = make_request(centre, make_booker("Léa"))
    quick, slow = make_host(centre), entered(make_host(centre))
    approve(request, by=quick)
    address = f"/animation/{centre.slug}/demandes/{request.reference}"

    accepted = slow.post(f"{address}/accepter/", follow=True)
    refused = slow.post(f"{address}/refuser/", {"reason": "Non"}, follow=True)

    expected = [f"{quick} a déjà accepté à 8 h 30 : votre réponse n’a rien changé."]
    assert [messages_of(accepted), messages_of(refused)] == [expected] * 2
    request.refresh_from_db()
    assert request.state == Booking.State.APPROVED


def test_a_request_cancelled_meanwhile_is_no_longer_decided():
    centre, lea = make_centre(), make_booker("Léa")
    request = make_request(centre, lea)
    cancel(request, by=lea)

    told = entered(make_host(centre)).post(
        f"/animation/{centre.slug}/demandes/{request.reference}/accepter/", follow=True
    )

    assert messages_of(told) == ["Léa a annulé à 8 h 30 : il n’y a plus rien à décider."]


def test_what_people_type_is_only_text():
    centre = make_centre()
    make_request(centre, make_booker("<b>Léa</b>"), title="<script>alert(1)</script>")

    page = page_of(entered(make_host(centre)), f"/animation/{centre.slug}/")

    assert page.select("main script, .request-line h3 b") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_costs_the_same_for_one_and_three(count, remembered_frame, django_assert_num_queries):
    centre = make_centre()
    client = entered(make_host(centre))
    for number in range(count):
        make_booking(make_space(centre), **whole_day(MONDAY))
        make_request(centre)
        make_booking(make_space(centre), **morning(MONDAY + timedelta(days=1 + number)))
    address = f"/animation/{centre.slug}/"
    client.get(address)

    with django_assert_num_queries(18):
        client.get(address)


def test_the_club_page_leads_to_the_centres_and_counts_what_waits(
    remembered_frame, django_assert_max_num_queries
):
    centre = make_centre()
    make_request(centre)
    make_booking(make_space(centre), **morning(MONDAY))
    host = make_booker("Jeanne")
    TelecentreManager.objects.create(telecentre=centre, user=host)
    client = entered(host)
    client.get("/club/")

    with django_assert_max_num_queries(20):
        page = page_of(client, "/club/")
    others = page_of(entered(make_booker("Omar")), "/club/")

    link = page.select_one(f'main a[href="/animation/{centre.slug}/"]')
    assert said(link.parent.get_text()) == (
        f"{centre.short_name} – 1 réservation aujourd’hui, "
        f"1 demande à traiter à {centre.short_name}"
    )
    assert others.select('main a[href^="/animation/"]') == []
