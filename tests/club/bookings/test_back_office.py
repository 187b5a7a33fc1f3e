"""Bookings and rules in the back office: one's own centres only, decided in place."""

import csv
import io

import pytest
from django.contrib.auth.models import Group

from club.bookings.decisions import approve
from club.bookings.models import Booking, BookingRules
from club.bookings.services import book_for
from club.telecentres.models import Space
from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, setup_roles
from tests.club.bookings.factories import (
    afternoon,
    between,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
)
from tests.club.bookings.pages import entered, page_of, said, soup, texts

pytestmark = pytest.mark.django_db
LIST = "/gestion/reservations/"
RULES = "/gestion/regles-de-reservation/"
ERRORS = ".w-field__errors, .messages ul ul li, .help-critical"
USUAL = {
    "who": "members",
    "min_slots": "1",
    "max_slots": "4",
    "notice_minutes": "0",
    "horizon_days": "30",
    "max_at_once": "1",
    "opens": "",
    "closes": "",
}


@pytest.fixture(autouse=True)
def roles():
    setup_roles()


def with_role(user: User, name: str = ANIMATEURS) -> User:
    user.groups.add(Group.objects.get(name=name))
    return user


def make_request(centre, user=None) -> Booking:
    desk = make_space(centre, needs_approval=True)
    return make_booking(desk, user or make_booker("Léa"), **morning())


def rows(page) -> list[list[str]]:
    return [
        [said(cell.get_text(" ")) for cell in row.select("td")[:6]]
        for row in page.select(".listing tbody tr")
    ]


def alerts(response) -> list[str]:
    found = [said(one.get_text()) for one in soup(response).select(".messages li")]
    return [one for one in found if one]


def test_an_animateur_reads_the_bookings_of_their_centres():
    centre = make_centre()
    request = make_request(centre)
    make_booking(make_space(), make_booker("Omar"))
    host = with_role(make_host(centre))

    mine = rows(page_of(entered(host), LIST))
    manager = with_role(make_booker("Jeanne"), MANAGERS)
    everyone = rows(page_of(entered(manager), LIST))

    assert [[cell.split(" Accepter")[0] for cell in row] for row in mine] == [
        [
            "mardi 8 décembre 2026, de 9 h à 12 h 30",
            request.space.name,
            centre.short_name,
            "Léa",
            "en attente d’accord",
            "réservation",
        ]
    ]
    assert len(everyone) == 2
    assert entered(with_role(make_booker("Éditrice"), EDITORS)).get(LIST).status_code == 302


def test_bookings_are_found_by_number_person_and_day():
    centre = make_centre()
    lea = make_booking(make_space(centre), make_booker("Léa"))
    make_booking(make_space(centre), make_booker("Omar"), **afternoon())
    client = entered(with_role(make_host(centre)))

    found = {
        query: len(rows(page_of(client, f"{LIST}?{query}")))
        for query in (
            f"q={lea.reference}",
            "q=Omar",
            "q=personne",
            "jour=aujourdhui",
            "jour=demain",
            "jour=passees",
            "state__exact=pending",
            "kind__exact=normal",
            f"space__telecentre__id__exact={centre.pk}",
        )
    }

    assert list(found.values()) == [1, 1, 0, 0, 2, 0, 0, 2, 2]


def test_an_export_is_safe_to_open_and_tells_no_guest_address():
    centre = make_centre()
    host = make_host(centre)
    book_for(
        make_space(centre),
        by=host,
        form_token=token(),
        guest_name="=1+1",
        guest_email="rosa@essai.example",
        title="@SUM(A1)",
        **morning(),
    )

    answer = entered(with_role(host)).get(f"{LIST}?export=csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    [titles, row] = csv.reader(io.StringIO(content))

    assert len(titles) == len(row) == 9
    assert (row[5], row[8]) == ("'=1+1", "'@SUM(A1)")
    assert "rosa@essai.example" not in content


def test_a_request_is_accepted_from_its_page_and_its_history_tells_it():
    centre = make_centre()
    request = make_request(centre)
    host = with_role(make_host(centre))
    client = entered(host)
    page = page_of(client, f"{LIST}inspect/{request.pk}/")

    told = client.post(f"{LIST}{request.pk}/accepter/", follow=True)

    assert texts(page, "footer a") == ["Accepter", "Refuser"]
    request.refresh_from_db()
    assert request.state == Booking.State.APPROVED
    assert alerts(told) == ["La demande de Léa est acceptée : la réponse part par courriel."]
    assert texts(soup(told), "h2 ~ ul li") == [
        "Faite , le 7 décembre 2026 à 8 h 30, par Léa",
        f"Acceptée , le 7 décembre 2026 à 8 h 30, par {host}",
    ]
    assert texts(soup(told), "footer a") == ["Annuler"]


def test_a_refusal_wants_a_reason_and_a_cancellation_does_not():
    centre = make_centre()
    refused, cancelled = make_request(centre), make_booking(make_space(centre))
    client = entered(with_role(make_host(centre)))

    without = client.post(f"{LIST}{refused.pk}/refuser/", {"reason": "  "})
    client.post(f"{LIST}{refused.pk}/refuser/", {"reason": "Salle louée."}, follow=True)
    told = client.post(f"{LIST}{cancelled.pk}/annuler/", {"reason": ""}, follow=True)

    assert "Donnez un motif : la personne le lira." in said(soup(without).get_text())
    refused.refresh_from_db()
    cancelled.refresh_from_db()
    assert (refused.state, refused.events.last().reason) == ("refused", "Salle louée.")
    assert (cancelled.state, cancelled.claims.count()) == ("cancelled", 0)
    assert alerts(told) == [
        f"La réservation de {cancelled.person} est annulée : le créneau est de nouveau libre."
    ]


def test_who_comes_second_is_told_who_answered():
    centre = make_centre()
    request = make_request(centre)
    quick = make_host(centre)
    client = entered(with_role(make_host(centre)))
    approve(request, by=quick)

    opened = client.get(f"{LIST}{request.pk}/refuser/", follow=True)
    posted = client.post(f"{LIST}{request.pk}/refuser/", {"reason": "Non"}, follow=True)

    expected = [f"{quick} a déjà accepté à 8 h 30 : votre réponse n’a rien changé."]
    assert [alerts(opened), alerts(posted)] == [expected, expected]


def test_the_bookings_of_others_do_not_exist():
    request = make_request(make_centre())
    client = entered(with_role(make_host(make_centre())))

    answers = [
        client.get(f"{LIST}{end}").status_code
        for end in (
            f"inspect/{request.pk}/",
            "inspect/x/",
            f"{request.pk}/accepter/",
            f"{request.pk}/annuler/",
        )
    ]

    assert answers == [404, 404, 404, 404]
    assert client.post(f"{LIST}{request.pk}/accepter/").status_code == 404


def test_rules_are_written_for_ones_own_spaces_with_their_history():
    centre = make_centre()
    desk, other = make_space(centre), make_space()
    client = entered(with_role(make_host(centre)))

    page = page_of(client, f"{RULES}create/")
    refused = client.post(f"{RULES}create/", {**USUAL, "space": other.pk})
    client.post(f"{RULES}create/", {**USUAL, "space": desk.pk, "needs_approval": "on"})
    rules = BookingRules.objects.get()
    client.post(f"{RULES}edit/{rules.pk}/", {**USUAL, "space": desk.pk, "max_slots": "6"})
    rules.refresh_from_db()

    assert [one["value"] for one in page.select("select[name=space] option")] == ["", str(desk.pk)]
    assert refused.status_code == 200
    assert (rules.space, rules.max_slots, rules.needs_approval) == (desk, 6, False)
    assert rows(page_of(client, RULES))[0][1:] == [
        centre.short_name,
        "les adhérents",
        "non",
        "1 à 6 demi-journées",
        "30 jours au plus",
    ]
    assert client.get(f"{RULES}history/{rules.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"max_slots": "0"}, "La durée maximale ne peut être inférieure à la minimale."),
        (
            {"opens": "18:00", "closes": "9:00"},
            "L’heure de fin doit suivre l’heure de début.",
        ),
        (
            {"horizon_days": "731"},
            "Assurez-vous que cette valeur est inférieure ou égale à 730.",
        ),
        ({"space": ""}, "Champ requis."),
    ],
)
def test_wrong_rules_are_told_in_french(wrong, told):
    centre = make_centre()
    desk = make_space(centre)
    client = entered(with_role(make_host(centre)))

    answer = client.post(f"{RULES}create/", {**USUAL, "space": desk.pk, **wrong})

    assert [one for one in texts(soup(answer), ERRORS) if one] == [told]
    assert BookingRules.objects.count() == 0


def test_the_home_page_shows_the_requests_of_my_centres():
    centre = make_centre()
    make_request(centre)
    make_request(make_centre(), make_booker("Omar"))
    host, idle = with_role(make_host(centre)), with_role(make_host(make_centre()))

    page = page_of(entered(host), "/gestion/")
    nothing = page_of(entered(idle), "/gestion/")

    panel = page.select_one("#panneau-reservations").parent
    assert [said(row.td.get_text()) for row in panel.select("tbody tr")] == ["Léa"]
    assert nothing.select("#panneau-reservations") == []


def test_a_telemedicine_point_is_cancelled_without_a_word():
    centre = make_centre()
    point = make_space(centre, Space.Kind.TELEMEDICINE, notice_minutes=0)
    booking = make_booking(point, **between("10:00", "10:30"))
    client = entered(with_role(make_host(centre)))

    page = page_of(client, f"{LIST}{booking.pk}/annuler/")
    client.post(f"{LIST}{booking.pk}/annuler/", {"reason": "Une visite médicale"})

    assert page.select("textarea") == []
    assert (booking.events.last().kind, booking.events.last().reason) == ("cancelled", "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(count, django_assert_num_queries):
    centre = make_centre()
    for _ in range(count):
        make_request(centre)
    client = entered(with_role(make_host(centre)))
    client.get(LIST)

    with django_assert_num_queries(17):
        client.get(LIST)
