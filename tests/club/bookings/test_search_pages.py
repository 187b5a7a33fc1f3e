"""« Trouver une place »: what is asked, what is found, nearest first."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from club.bookings.slots import NIGHT_BEGINS, NIGHT_ENDS
from club.telecentres.hours import instant
from club.telecentres.models import RoadTime, Space, Telecentre
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    afternoon,
    between,
    make_booker,
    make_booking,
    make_centre,
    make_space,
    morning,
    whole_day,
)
from tests.club.telecentres.factories import EquipmentFactory

pytestmark = pytest.mark.django_db
SEARCH = "/club/reservations/chercher/"


@pytest.fixture
def home() -> Telecentre:
    return make_centre(short_name="Ici")


@pytest.fixture
def reader(client, home):
    user = make_booker(home_telecentre=home)
    client.force_login(user)
    return user


def ask(client, **asked):
    response = client.get(SEARCH, asked)
    assert response.status_code == 200
    return response


def offered(response) -> list[tuple[str, list[str]]]:
    """The centres found, each with the names of what is free."""
    return [
        (one.telecentre.short_name, [offer.space.name for offer in one.offers])
        for one in response.context["found"].centres
    ]


def make_far(home: Telecentre, minutes: int, **fields) -> Telecentre:
    centre = make_centre(**fields)
    RoadTime.objects.create(origin=home, destination=centre, minutes=minutes)
    return centre


def test_without_an_address_a_desk_tomorrow_morning_at_home_is_one_link_away(client, reader, home):
    desk = make_space(home)

    response = ask(client)
    best = response.context["found"].best

    assert (best.space, best.when, best.minutes) == (desk, "mardi 8\u00a0décembre matin", 0)
    assert parse_qs(urlsplit(best.url).query) == {
        "espace": [str(desk.pk)],
        "debut": ["2026-12-08T09:00+01:00"],
        "fin": ["2026-12-08T12:30+01:00"],
    }
    assert urlsplit(best.url).path == "/club/reservations/nouvelle/"
    content = response.content.decode()
    assert content.index("Le plus simple") < content.index("Quel jour")


def test_the_nearest_centre_comes_first_and_a_full_one_is_named_apart(client, reader, home):
    far, near = make_far(home, 60, short_name="Loin"), make_far(home, 20, short_name="Près")
    for centre in (far, near):
        make_space(centre, kind=Space.Kind.DESK)
    make_booking(make_space(home))

    response = ask(client)

    assert [name for name, _spaces in offered(response)] == ["Près", "Loin"]
    assert [(one.telecentre, one.why) for one in response.context["found"].others] == [
        (home, "complet")
    ]


def test_centres_beyond_the_minutes_asked_for_are_left_out(client, reader, home):
    make_space(home), make_space(make_far(home, 31, short_name="Loin"))

    assert [name for name, _spaces in offered(ask(client, minutes="30"))] == ["Ici"]


def test_a_whole_day_wants_both_halves(client, reader, home):
    one, two = make_space(home), make_space(home)
    make_booking(one, **afternoon())

    assert offered(ask(client, moment="matin")) == [("Ici", [one.name, two.name])]
    assert offered(ask(client, moment="après-midi")) == [("Ici", [two.name])]
    assert offered(ask(client, moment="toute la journée")) == [("Ici", [two.name])]


def test_a_room_is_free_for_all_the_hours_asked_for_or_not_offered(client, reader, home):
    room = make_space(home, Space.Kind.MEETING_ROOM)
    make_booking(room, **between("10:00", "11:00"))

    assert offered(ask(client, nature="salle", de="09:00", a="10:00")) == [("Ici", [room.name])]
    assert offered(ask(client, nature="salle", de="09:00", a="10:30")) == []
    assert offered(ask(client, nature="salle", de="12:00", a="14:00")) == []


def test_a_housing_is_searched_by_nights(client, reader, home):
    housing = make_space(home, Space.Kind.BRIDGING_HOUSING)
    day = MONDAY + timedelta(days=7)

    found = ask(client, nature="logement", jour=day.isoformat(), nuits="3").context["found"]

    assert found.best.space == housing
    assert found.best.when == "3 nuits à partir du lundi 14\u00a0décembre"
    assert found.best.cells[-1].slot.ends_at == datetime(2026, 12, 17, 9, tzinfo=UTC)


def test_the_rules_of_the_space_count(client, reader, home):
    make_space(home, who="staff")
    make_space(home, Space.Kind.MEETING_ROOM, max_slots=2)

    assert offered(ask(client)) == []
    assert offered(ask(client, nature="salle", de="09:00", a="10:30")) == []


def test_the_equipment_asked_for_is_there(client, reader, home):
    screen = EquipmentFactory(slug="ecran", name="Double écran")
    make_space(home)
    equipped = make_space(home)
    equipped.equipment.add(screen)

    response = ask(client, equipement="ecran")

    assert offered(response) == [("Ici", [equipped.name])]
    assert (
        '<input type="checkbox" name="equipement" value="ecran" id="id_equipement_0" checked>'
        in (response.content.decode())
    )


def test_when_nothing_is_free_the_next_time_and_the_next_place_are_offered(client, reader, home):
    here, there = make_space(home), make_space(make_far(home, 50, short_name="Loin"))
    make_booking(here)

    response = ask(client, minutes="30")
    found = response.context["found"]

    assert offered(response) == []
    assert [(one.space, one.when) for one in found.later] == [
        (here, "mardi 8\u00a0décembre après-midi")
    ]
    assert [(one.space, one.minutes) for one in found.farther] == [(there, 50)]
    assert "Rien de libre à ce moment" in response.content.decode()


def test_on_the_eve_of_a_closed_day_the_next_open_one_is_offered(client, reader, home, clock):
    make_space(home)
    clock.move_to(datetime(2026, 12, 11, 8, tzinfo=UTC))  # a Friday

    found = ask(client).context["found"]

    assert [one.when for one in found.later] == ["lundi 14\u00a0décembre matin"]
    assert [one.why for one in found.others] == ["fermé"]


def test_a_whole_day_later_is_one_day(client, reader, home):
    desk = make_space(home)
    make_booking(desk, **morning())

    found = ask(client, moment="toute la journée").context["found"]

    assert [one.when for one in found.later] == ["mercredi 9\u00a0décembre, toute la journée"]


def test_what_one_holds_already_is_told_once(client, reader, home):
    booking = make_booking(make_space(home), reader, **whole_day())

    found = ask(client, moment="toute la journée").context["found"]

    assert [(one.space, one.url) for one in found.mine] == [
        (booking.space, booking.get_absolute_url())
    ]


def test_the_end_of_the_membership_is_told_before_one_books_after_it(client, home):
    make_space(home)
    client.force_login(make_booker(home_telecentre=home, ends_on=MONDAY))

    assert "Votre adhésion court jusqu’au 7\u00a0décembre\u00a02026" in ask(client).content.decode()


def test_when_nothing_is_free_for_weeks_the_network_can_be_told(client, reader, home):
    make_space(home, who="staff")

    assert "Dire au réseau ce qu’il vous faudrait" in ask(client).content.decode()


def test_the_next_nights_are_looked_for_over_weeks(client, reader, home):
    housing = make_space(home, Space.Kind.BRIDGING_HOUSING, needs_approval=False)
    start = MONDAY + timedelta(days=4)
    make_booking(
        housing,
        starts_at=instant(start, NIGHT_BEGINS),
        ends_at=instant(start + timedelta(days=30), NIGHT_ENDS),
    )

    found = ask(client, nature="logement", jour=start.isoformat(), nuits="2").context["found"]

    assert [one.when for one in found.later] == ["2 nuits à partir du dimanche 10\u00a0janvier"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"jour": "abc"}, "Saisissez une date valide."),
        ({"jour": "9999-12-31"}, "C’est trop loin"),
        ({"jour": MONDAY - timedelta(days=1)}, "Ce jour est passé"),
        ({"nature": "piscine"}, "Cette nature d’espace n’existe pas"),
        ({"moment": "minuit"}, "minuit"),
        ({"minutes": "-5"}, "-5"),
        ({"depuis": "atlantide"}, "atlantide"),
        ({"equipement": "sauna"}, "sauna"),
        ({"nature": "salle", "de": "11:00", "a": "10:00"}, "La fin doit suivre le début."),
        ({"nature": "logement", "nuits": "9" * 30}, "92"),
        ({"nature": "logement", "nuits": "-1"}, "supérieure ou égale à 1"),
    ],
)
def test_what_cannot_be_is_said_and_kept(client, reader, home, asked, message):
    make_space(home)

    response = ask(client, **asked)
    content = response.content.decode()

    assert response.context["found"] is None
    assert message in content[content.index('id="erreurs"') :]


def test_a_day_typed_otherwise_is_kept(client, reader, home):
    content = ask(client, jour="mardi <b>").content.decode()
    typed = content[content.index('<input type="text" name="jour"') :]

    assert typed.startswith('<input type="text" name="jour" value="mardi &lt;b&gt;"')


def test_a_nul_in_the_address_is_refused_politely(client, reader):
    assert client.get(f"{SEARCH}?jour=%00").status_code == 400


def test_an_empty_network_is_no_error(client):
    user = make_booker()
    Telecentre.objects.update(is_active=False)
    client.force_login(user)

    assert offered(ask(client)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_whatever_is_free(
    client, reader, home, remembered_frame, django_assert_num_queries, count
):
    for _ in range(count):
        centre = make_far(home, 20)
        for _ in range(count):
            make_space(centre)
            make_booking(make_space(centre), **morning(TUESDAY))
    client.get(SEARCH)

    with django_assert_num_queries(20):
        client.get(SEARCH)
