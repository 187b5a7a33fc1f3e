"""« Déplacer »: another time, another space, another centre; and what is refused."""

import pytest
from django.core import mail

from club.bookings.models import Booking, SlotClaim
from club.telecentres.models import RoadTime, Space
from tests.club.bookings.factories import (
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
from tests.club.bookings.steps import (
    address,
    chips_of,
    confirm,
    entered,
    page_of,
    problem_of,
    words,
    written,
)

pytestmark = pytest.mark.django_db


def base_of(booking: Booking) -> str:
    return f"{booking.get_absolute_url()}deplacer/"


def held() -> set[tuple[int, int]]:
    """Each space held, with the UTC hour of its key."""
    return {(pk, key.hour) for pk, key in SlotClaim.objects.values_list("space_id", "starts_at")}


def test_one_follows_the_links_to_another_time_of_the_same_space():
    booking = make_booking()
    client = entered(booking.user)

    starts = chips_of(page_of(client, base_of(booking)))
    ends = chips_of(page_of(client, starts["mardi 8 décembre 2026, matin, 9 h – 12 h 30, libre"]))
    url = ends["Jusqu’à 18 h, 2 demi-journées"]
    ticket = words(page_of(client, url).select_one(".ticket"))
    answer = confirm(client, url)

    # Its own morning counts as free.
    assert "Mardi 8 décembre 2026, de 9 h à 18 h" in ticket
    assert answer.headers["Location"] == booking.get_absolute_url()
    assert held() == {(booking.space_id, 7), (booking.space_id, 12)}
    told = words(page_of(client, booking.get_absolute_url()).select_one(".callout--success"))
    assert told == "C’est déplacé. Vous recevrez un courriel qui met votre agenda à jour."


def test_it_moves_to_another_centre_which_may_ask_for_an_approval():
    booking = make_booking()
    there = make_space(make_centre(), needs_approval=True)
    client = entered(booking.user)
    url = address(there, base=base_of(booking), **afternoon())

    page = page_of(client, url)
    confirm(client, url)

    assert "demande l’accord de l’animateur" in words(page.select_one(".ticket__note"))
    moved = Booking.objects.get()
    assert (moved.space, moved.state, moved.reference) == (there, "pending", booking.reference)
    assert held() == {(there.pk, 12)}


def test_a_place_that_is_taken_is_told_with_others_that_stay_a_move():
    here, near = make_centre(), make_centre()
    RoadTime.objects.create(origin=here, destination=near, minutes=25)
    space, nearby = make_space(here), make_space(near)
    booking = make_booking(make_space(here), **afternoon())
    make_booking(space)
    client = entered(booking.user)
    url = address(space, base=base_of(booking), **morning())
    before = (written(), held())

    answers = [client.get(url), confirm(client, url)]

    assert [problem_of(one) for one in answers] == ["Cette place vient d’être prise."] * 2
    choices = [one["href"] for one in page_of(client, url).select(".alternative a")]
    assert choices[:2] == [
        address(booking.space, base=base_of(booking), **morning()),
        address(nearby, base=base_of(booking), **morning()),
    ]
    assert (written(), held()) == before


def test_the_same_move_sent_twice_is_done_once_and_said_twice():
    booking = make_booking()
    client = entered(booking.user)
    url = address(booking.space, base=base_of(booking), **afternoon())
    token = page_of(client, url).select_one("input[name=form_token]")["value"]

    answers = [client.post(url, {"form_token": token}) for _ in range(2)]

    assert [one.headers["Location"] for one in answers] == [booking.get_absolute_url()] * 2
    assert list(booking.events.values_list("kind", flat=True)) == ["booked", "moved"]
    assert len(mail.outbox) == 2


def test_a_token_that_served_for_another_booking_or_none_asks_to_start_again():
    user = make_booker()
    one, two = make_booking(user=user), make_booking(user=user, **afternoon())
    client = entered(user)
    first = address(make_space(), base=base_of(one), **morning())
    client.post(first, {"form_token": "jeton"})
    url = address(make_space(), base=base_of(two), **afternoon())

    answers = [client.post(url, form) for form in ({"form_token": "jeton"}, {})]

    assert [problem_of(one) for one in answers] == [
        "Ce formulaire a déjà servi : rechargez la page."
    ] * 2
    assert list(two.events.values_list("kind", flat=True)) == ["booked"]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"espace": "abc"}, "Cet espace n’existe pas : choisissez-en un dans la liste."),
        ({"debut": "hier"}, "Ces heures ne se lisent pas : choisissez-les ci-dessous."),
        (
            {"debut": "2026-12-08T08:10Z", "fin": "2026-12-08T11:30Z"},
            "Cet espace ne se réserve pas à ces heures : le télécentre est fermé, ou ses "
            "horaires ont changé.",
        ),
        (
            {"debut": "2026-12-08T08:00Z", "fin": "2026-12-08T11:30Z"},
            "C’est déjà le lieu et le moment de cette réservation.",
        ),
        (
            {"debut": "2026-12-01T08:00Z", "fin": "2026-12-01T11:30Z"},
            "Ce créneau est passé : choisissez-en un à venir.",
        ),
    ],
)
def test_garbage_and_what_changes_nothing_are_told(query, problem):
    booking = make_booking()
    client = entered(booking.user)

    answer = client.get(address(base=base_of(booking), **query))

    assert (answer.status_code, problem_of(answer)) == (200, problem)
    assert Booking.objects.get().sequence == 0


def test_a_retired_space_is_left_for_another():
    centre = make_centre()
    booking, other = make_booking(make_space(centre)), make_space(centre)
    Space.objects.filter(pk=booking.space_id).update(is_active=False)
    client = entered(booking.user)

    answer = client.get(base_of(booking))
    confirm(client, address(other, base=base_of(booking), **morning()))

    assert problem_of(answer) == "Cet espace n’est plus en service."
    assert held() == {(other.pk, 7)}


def test_what_would_be_lost_on_the_way_to_a_telemedicine_point_is_told():
    centre = make_centre()
    room = make_space(centre, kind=Space.Kind.MEETING_ROOM)
    point = make_space(centre, kind=Space.Kind.TELEMEDICINE, notice_minutes=0)
    booking = make_booking(room, title="Un devis", **between("10:00", "11:00"))

    page = page_of(
        entered(booking.user), address(point, base=base_of(booking), **between("10:00", "11:00"))
    )

    assert "L’objet « Un devis » sera effacé" in words(page.select_one(".ticket__note"))


def test_the_animateur_moves_the_booking_of_a_member():
    booking = make_booking()
    host = make_host(booking.space.telecentre)
    client = entered(host)

    answer = confirm(client, address(booking.space, base=base_of(booking), **whole_day()))

    told = words(page_of(client, answer.headers["Location"]).select_one(".callout--success"))
    assert told == "C’est déplacé. La personne en est prévenue."
    assert held() == {(booking.space_id, 7), (booking.space_id, 12)}


@pytest.mark.usefixtures("remembered_frame")
def test_the_steps_are_read_in_few_queries_whatever_the_number_of_spaces(
    django_assert_max_num_queries,
):
    booking = make_booking()
    client = entered(booking.user)
    urls = [
        address(booking.space),
        address(booking.space, starts_at=afternoon()["starts_at"]),
        address(booking.space, **afternoon()),
        address(booking.space, **afternoon(), etape="verifier"),
        base_of(booking),
        address(booking.space, base=base_of(booking), **afternoon()),
    ]
    client.get(urls[0])  # the frame is read once
    counts = []
    for _ in range(2):
        found = []
        for url in urls:
            with django_assert_max_num_queries(20) as queries:
                client.get(url)
            found.append(len(queries))
        counts.append(found)
        for _number in range(2):
            make_space(make_centre())

    assert counts[0] == counts[1]
