"""What the steps refuse: each says why, keeps what was typed, and leaves nothing half-written."""

from datetime import UTC, datetime, time

import pytest
import time_machine

from club.bookings.models import Booking
from club.telecentres.hours import instant
from club.telecentres.models import OpeningHours, RoadTime, Space
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
from tests.club.bookings.steps import (
    NEW,
    address,
    confirm,
    entered,
    page_of,
    problem_of,
    soup_of,
    words,
    written,
)
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db
OFF_GRID = (
    "Cet espace ne se réserve pas à ces heures : le télécentre est fermé, ou ses horaires ont "
    "changé."
)
UNREADABLE = "Ces heures ne se lisent pas : choisissez-les ci-dessous."
NO_SPACE = "Cet espace n’existe pas : choisissez-en un dans la liste."


@pytest.mark.parametrize(
    ("times", "problem"),
    [
        (
            {"debut": "2026-12-04T09:00+01:00", "fin": "2026-12-04T12:30+01:00"},
            "Ce créneau est passé : choisissez-en un à venir.",
        ),
        (
            {"debut": "2026-12-08T12:30+01:00", "fin": "2026-12-08T09:00+01:00"},
            "La fin doit suivre le début.",
        ),
        ({"debut": "2026-12-08T09:10+01:00", "fin": "2026-12-08T12:30+01:00"}, OFF_GRID),
        ({"debut": "2026-12-12T09:00+01:00", "fin": "2026-12-12T12:30+01:00"}, OFF_GRID),
        (
            {"debut": "2027-03-01T09:00+01:00", "fin": "2027-03-01T12:30+01:00"},
            "Cet espace se réserve pour l’instant jusqu’au 5 février 2027.",
        ),
        (
            {"debut": "9998-12-31T09:00Z", "fin": "9998-12-31T12:30Z"},
            "Cet espace se réserve pour l’instant jusqu’au 14 février 2029.",
        ),
        ({"debut": "9999-12-31T23:59Z", "fin": "9999-12-31T23:59Z"}, UNREADABLE),
        ({"debut": "0001-01-01T00:00+14:00", "fin": "2026-12-08T12:30Z"}, UNREADABLE),
        ({"debut": "demain", "fin": "2026-12-08T12:30Z"}, UNREADABLE),
        ({"debut": "2026-12-08T09:00Z", "fin": "x" * 5000}, UNREADABLE),
    ],
)
def test_times_that_are_not_slots_are_told_in_french_and_write_nothing(times, problem):
    space = make_space()
    client = entered()
    url = address(space, **times)

    shown = [client.get(url), confirm(client, url)]

    assert [(one.status_code, problem_of(one)) for one in shown] == [(200, problem)] * 2
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    ("now", "clock", "problem"),
    [
        (
            datetime(2026, 3, 20, 9, tzinfo=UTC),
            "2026-03-29T02:30",
            "Cette heure n’existe pas : cette nuit-là, on passe à l’heure d’été. "
            "Choisissez-en une autre.",
        ),
        (
            datetime(2026, 10, 20, 9, tzinfo=UTC),
            "2026-10-25T02:30",
            "Cette heure vient deux fois : cette nuit-là, on revient à l’heure d’hiver. "
            "Choisissez-en une autre.",
        ),
        (datetime(2026, 3, 20, 9, tzinfo=UTC), "2026-03-29T02:30+01:00", OFF_GRID),
        (datetime(2026, 10, 20, 9, tzinfo=UTC), "2026-10-25T02:30+01:00", OFF_GRID),
    ],
)
def test_the_hours_of_the_change_of_time_are_told(clock, now, problem):
    space = make_space(kind=Space.Kind.MEETING_ROOM)
    client = entered()
    # The autouse clock of this folder is set elsewhere.
    with time_machine.travel(now, tick=False):
        url = address(space, debut=clock, fin=f"{clock[:8]}29T23:00Z")
        shown = client.get(url)

    assert problem_of(shown) == problem
    assert written() == (0, 0, 0)


@pytest.mark.parametrize("name", ["espace", "jour", "debut", "fin", "titre", "etape"])
@pytest.mark.parametrize("garbage", ["1%00", "%ED%A0%80", "%FF"])
def test_what_no_browser_sends_is_refused_whole(name, garbage):
    answer = entered().get(f"{NEW}?{name}={garbage}")

    assert answer.status_code == 400


def test_a_local_time_without_its_offset_is_that_of_the_cantal():
    space = make_space()
    client = entered()

    for debut in ("2026-12-08T09:00", "2026-12-08T09:00 01:00", "2026-12-08T08:00:00Z"):
        page = page_of(client, f"{NEW}?espace={space.pk}&debut={debut}&fin=2026-12-08T12:30")
        assert "Mardi 8 décembre 2026, de 9 h à 12 h 30" in words(page.select_one(".chosen"))


@pytest.mark.parametrize("espace", ["abc", "-1", "99999999999999999999", "0", "٣", "1 "])
def test_a_space_that_does_not_exist_is_told(espace):
    answer = entered().get(address(espace=espace, **morning()))

    assert (answer.status_code, problem_of(answer)) == (200, NO_SPACE)


@pytest.mark.parametrize("jour", ["9999-12-31", "0001-01-01", "hier", "2026-02-30"])
def test_any_day_in_the_address_shows_days_that_can_be_booked(jour):
    answer = entered().get(address(make_space(), jour=jour))

    assert (answer.status_code, problem_of(answer)) == (200, "")


def test_a_place_just_taken_is_told_with_the_nearest_ones_and_what_was_typed():
    here, near, far = make_centre(short_name="Murat"), make_centre(), make_centre()
    RoadTime.objects.create(origin=here, destination=near, minutes=25)
    RoadTime.objects.create(origin=here, destination=far, minutes=70)
    space, nearby, faraway = make_space(here), make_space(near), make_space(far)
    client = entered()
    typed = {"titre": "Un devis", "montre": "on"}
    url = address(space, **morning(), **typed, etape="verifier")
    field = page_of(client, url).select_one("input[name=form_token]")["value"]
    make_booking(space)
    before = written()

    page = client.post(url, {"form_token": field})

    offer = "Me prévenir si une place se libère"
    assert problem_of(page) == f"Cette place vient d’être prise. {offer}"
    asked = words(page_of(client, url).select_one("#erreurs .asked"))
    assert asked == f"{space.name}, Murat, mardi 8 décembre 2026, de 9 h à 12 h 30."
    choices = [
        (words(one.p.find_next_sibling()), one.parent.a["href"])
        for one in page_of(client, url).select(".alternative > div")
    ]
    assert choices == [
        ("À 25 minutes par la route", address(nearby, **morning(), **typed)),
        ("À 70 minutes par la route", address(faraway, **morning(), **typed)),
        ("Dans le même télécentre, un peu plus tard", address(space, **afternoon(), **typed)),
    ]
    assert written() == before


def test_a_retired_space_is_told_with_what_is_free_instead():
    centre = make_centre()
    space, other = make_space(centre), make_space(centre)
    client = entered()
    Space.objects.filter(pk=space.pk).update(is_active=False)

    answers = [client.get(address(space)), client.get(address(space, **morning()))]
    answers.append(confirm(client, address(space, **morning())))

    assert [problem_of(one) for one in answers] == ["Cet espace n’est plus en service."] * 3
    assert address(other, **morning()) in answers[2].content.decode().replace("&amp;", "&")
    assert written() == (0, 0, 0)


def test_a_page_left_open_while_the_hours_changed_is_told():
    space = make_space()
    client = entered()
    url = address(space, **morning(), etape="verifier")
    token = page_of(client, url).select_one("input[name=form_token]")["value"]
    OpeningHours.objects.filter(telecentre=space.telecentre, opens=time(9)).update(opens=time(10))

    answer = client.post(url, {"form_token": token})

    assert problem_of(answer) == OFF_GRID
    assert written() == (0, 0, 0)


def test_a_form_sent_twice_makes_one_booking_and_says_so_twice():
    space, user = make_space(), make_booker()
    client = entered(user)
    url = address(space, **morning(), etape="verifier", titre="Un devis")
    token = page_of(client, url).select_one("input[name=form_token]")["value"]

    answers = [client.post(url, {"form_token": token}) for _ in range(2)]

    booking = Booking.objects.get()
    assert [one.headers["Location"] for one in answers] == [booking.get_absolute_url()] * 2
    assert written() == (1, 1, 1)


def test_a_form_of_someone_else_or_without_its_token_asks_to_start_again():
    space = make_space()
    make_booking(make_space(), form_token="de-quelqu-un")
    client = entered()
    url = address(space, **morning(), etape="verifier")
    before = written()

    answers = [client.post(url, form) for form in ({"form_token": "de-quelqu-un"}, {})]
    answers += [client.post(url, {"form_token": token}) for token in ("x" * 65, "a\x00b")]

    told = "Ce formulaire a déjà servi : rechargez la page."
    assert [problem_of(one) for one in answers] == [told] * 4
    assert written() == before


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"titre": "x" * 121}, "Objet : L’objet tient en 120 caractères."),
        ({"titre": "Un\ndevis"}, "Objet : L’objet tient sur une seule ligne."),
        ({"montre": "on"}, "Objet : Écrivez l’objet à montrer."),
    ],
)
def test_a_title_that_cannot_stand_is_told_at_the_second_step_and_kept(typed, problem):
    client = entered()
    url = address(make_space(), **morning(), **typed, etape="verifier")

    shown = [client.get(url), client.post(url, {"form_token": "jeton"})]

    assert [problem in problem_of(one) for one in shown] == [True, True]
    kept = [soup_of(one).select_one("#id_titre").get("value", "") for one in shown]
    assert kept == [typed.get("titre", "")] * 2
    assert written() == (0, 0, 0)


def test_nothing_is_asked_nor_kept_of_a_telemedicine_point():
    space = make_space(kind=Space.Kind.TELEMEDICINE, notice_minutes=0)
    client = entered(UserFactory())
    url = address(space, **between("10:00", "10:30"), titre="Cardiologue", montre="on")

    page = page_of(client, url)
    answer = confirm(client, f"{url}&etape=verifier")

    assert "rien ne s’écrit" in words(page.main)
    assert page.select("#id_titre, #id_montre") == []
    assert "Cardiologue" not in str(page_of(client, f"{url}&etape=verifier").main)
    booking = Booking.objects.get()
    assert answer.headers["Location"] == booking.get_absolute_url()
    assert (booking.title, booking.shows_title) == ("", False)


def test_who_is_not_a_member_is_led_to_the_membership():
    space = make_space()
    open_to_all = make_space(kind=Space.Kind.TELEMEDICINE)
    client = entered(UserFactory())

    options = [words(one) for one in page_of(client, NEW).select("#id_espace option")]
    answers = [client.get(address(space)), confirm(client, address(space, **morning()))]

    assert options == ["Choisir…", open_to_all.name]
    told = "Cet espace est réservé aux adhérents du club. Devenir adhérent"
    assert [problem_of(one) for one in answers] == [told] * 2
    assert [one.content.decode().count("chip") for one in answers] == [0, 0]
    assert written() == (0, 0, 0)


def test_who_has_something_at_the_same_time_is_led_to_it():
    centre, user = make_centre(), make_booker()
    make_booking(make_space(centre), user)

    answer = entered(user).get(address(make_space(centre), **morning()))

    assert problem_of(answer) == (
        "Vous avez déjà une réservation de ce genre au même moment. Voir vos réservations"
    )


def test_what_is_asked_for_waits_for_the_approval_and_says_so():
    space = make_space(needs_approval=True)
    make_host(space.telecentre)
    client = entered()
    url = address(space, **morning(), etape="verifier")

    page = page_of(client, url)
    answer = confirm(client, url)

    assert words(page.select_one(".ticket button")) == "Demander cet espace"
    booking = Booking.objects.get()
    assert booking.state == "pending"
    assert "D’ici là, cet espace vous est gardé." in words(
        page_of(client, answer.headers["Location"]).main
    )


@pytest.mark.parametrize(
    ("debut", "problem"),
    [
        (instant(MONDAY, time(7)), OFF_GRID),
        (instant(TUESDAY, time(9)), "Cette place vient d’être prise."),
        (datetime(2026, 11, 2, 8, tzinfo=UTC), "Ce créneau est passé : choisissez-en un à venir."),
        (
            datetime(2027, 3, 1, 8, tzinfo=UTC),
            "Cet espace se réserve pour l’instant jusqu’au 5 février 2027.",
        ),
    ],
)
def test_a_beginning_alone_that_cannot_be_shows_the_others(debut, problem):
    space = make_space()
    make_booking(space, **whole_day())

    answer = entered().get(address(space, starts_at=debut))

    assert problem_of(answer) == problem
    assert "chip" in answer.content.decode()
