"""The grids of a centre, of the network and of a space: what one reads, and where it leads."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from club.bookings.availability import availability
from club.bookings.services import hold_for_maintenance
from club.telecentres.models import Closure, RoadTime, Space, Telecentre, TelecentreManager
from club.users.models import User
from tests.club.bookings.factories import (
    MONDAY,
    NOW,
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
)
from tests.club.telecentres.factories import EquipmentFactory

pytestmark = pytest.mark.django_db
CENTRES = "/club/reservations/telecentres/"
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def home() -> Telecentre:
    return make_centre(short_name="Ici")


@pytest.fixture
def reader(client, home):
    user = make_booker("Rosa", home_telecentre=home)
    client.force_login(user)
    return user


def make_member_host(centre: Telecentre) -> User:
    """Someone of the club who runs a centre."""
    user = make_booker("Nadège")
    TelecentreManager.objects.create(telecentre=centre, user=user)
    return user


def url_of(centre: Telecentre, **asked: object) -> str:
    return f"{CENTRES}{centre.slug}/" + (
        "?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else ""
    )


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def links(content: str) -> dict[str, str]:
    """The address of each link of the content by its whole name."""
    main = content[content.index("<main") :]
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', main, re.DOTALL)
    return {" ".join(TAG.sub("", words).split()): url.replace("&amp;", "&") for url, words in found}


def cells(content: str) -> list[str]:
    found = re.findall(r"<td[^>]*>(.*?)</td>", content, re.DOTALL)
    return [" ".join(TAG.sub("", cell).split()) for cell in found]


@pytest.mark.parametrize("view", ["jour", "semaine", "liste"])
def test_a_free_cell_leads_to_the_booking_under_its_whole_name(client, reader, home, view):
    desk = make_space(home)

    found = links(page(client, url_of(home, vue=view, date=TUESDAY)))
    url = urlsplit(found[f"{desk.name}, mardi 8\u00a0décembre matin, libre".replace("\u00a0", " ")])

    assert url.path == "/club/reservations/nouvelle/"
    assert parse_qs(url.query) == {
        "espace": [str(desk.pk)],
        "debut": ["2026-12-08T09:00+01:00"],
        "fin": ["2026-12-08T12:30+01:00"],
    }


@pytest.mark.parametrize("view", ["jour", "liste"])
def test_rooms_are_booked_from_each_of_their_half_hours(client, reader, home, view):
    room = make_space(home, Space.Kind.MEETING_ROOM)

    found = links(page(client, url_of(home, vue=view, date=TUESDAY)))
    names = [name for name in found if name.startswith(f"{room.name}, mardi 8 décembre, de ")]

    assert (len(names), names[0]) == (16, f"{room.name}, mardi 8 décembre, de 9 h à 9 h 30, libre")


def test_the_list_leads_wherever_the_tables_do(client, reader, home):
    for kind in Space.Kind:
        make_space(home, kind)

    tables = links(page(client, url_of(home, vue="jour", date=TUESDAY)))
    listed = links(page(client, url_of(home, vue="liste", date=TUESDAY)))

    bookable = {name: url for name, url in tables.items() if "/nouvelle/" in url}
    assert len(bookable) > 16
    assert {name: listed.get(name) for name in bookable} == bookable


def test_a_week_of_a_room_tells_how_many_half_hours_are_free_and_leads_to_the_day(
    client, reader, home
):
    room = make_space(home, Space.Kind.MEETING_ROOM)
    make_booking(room, **between("10:00", "11:00"))
    make_booking(room, **between("09:00", "12:30", TUESDAY + timedelta(days=1)))

    found = links(page(client, url_of(home, date=TUESDAY)))

    assert found[f"{room.name}, mardi 8 décembre, 14 libres"] == (
        f"{url_of(home, vue='jour', date=TUESDAY)}#salles"
    )
    assert f"{room.name}, mercredi 9 décembre, 9 libres" in found


def test_neighbouring_half_hours_of_one_booking_are_one_cell(client, reader, home):
    room = make_space(home, Space.Kind.MEETING_ROOM)
    make_booking(room, **between("10:00", "12:00"), title="Atelier", shows_title=True)

    content = page(client, url_of(home, vue="jour", date=TUESDAY))

    assert [cell for cell in cells(content) if "libre" not in cell] == ["de 10 h à 12 h, Atelier"]
    assert 'class="slot slot--taken" colspan="4"' in content


@pytest.mark.parametrize("view", ["jour", "semaine", "liste"])
def test_others_read_neither_who_comes_nor_a_title_kept_hidden(client, reader, home, view):
    make_booking(make_space(home), make_booker("Jeanne"), title="Secret")
    make_booking(
        make_space(home), make_booker("Omar"), **afternoon(), title="Chorale", shows_title=True
    )

    content = page(client, url_of(home, vue=view, date=TUESDAY))

    assert [word in content for word in ("Jeanne", "Secret", "Omar")] == [False] * 3
    assert ("occupé" in content, "Chorale" in content) == (True, True)


def test_an_animateur_reads_who_comes_and_opens_it(client, home):
    booking = make_booking(make_space(home), make_booker("Jeanne"), title="Secret")
    client.force_login(make_member_host(home))

    found = links(page(client, url_of(home, date=TUESDAY)))

    name = f"{booking.space.name}, mardi 8 décembre matin, Jeanne – Secret"
    assert found[name] == booking.get_absolute_url()


def test_my_own_booking_is_mine_and_opens(client, reader, home):
    booking = make_booking(make_space(home), reader)

    found = links(page(client, url_of(home, date=TUESDAY)))

    name = f"{booking.space.name}, mardi 8 décembre matin, à moi"
    assert found[name] == booking.get_absolute_url()


def test_what_cannot_be_booked_says_so_and_leads_nowhere(client, reader, home):
    make_space(home, who="staff")
    make_space(home, notice_minutes=3 * 24 * 60)
    make_space(home, horizon_days=1, who="members")

    content = page(client, url_of(home, vue="jour", date=TUESDAY + timedelta(days=1)))

    assert cells(content) == [*["sur demande"] * 2, *["trop tard"] * 2, *["pas encore"] * 2]


def test_a_host_books_what_the_rules_keep_from_others(client, home):
    desk = make_space(home, who="staff", horizon_days=1)
    client.force_login(make_member_host(home))

    day = TUESDAY + timedelta(days=1)
    found = links(page(client, url_of(home, vue="jour", date=day)))

    assert f"{desk.name}, mercredi 9 décembre matin, libre" in found


def test_a_half_hour_is_booked_for_the_shortest_time_that_the_rules_allow(client, reader, home):
    room = make_space(home, Space.Kind.MEETING_ROOM, min_slots=3)
    make_booking(room, **between("10:30", "12:00"))

    found = links(page(client, url_of(home, vue="jour", date=TUESDAY)))

    def span(name: str) -> tuple[str, str]:
        asked = parse_qs(urlsplit(found[f"{room.name}, mardi 8 décembre, {name}, libre"]).query)
        return asked["debut"][0][11:16], asked["fin"][0][11:16]

    assert span("de 9 h à 9 h 30") == ("09:00", "10:30")
    assert span("de 10 h à 10 h 30") == ("09:00", "10:30")
    # Half an hour is left before the doors close at noon.
    assert cells(page(client, url_of(home, vue="jour", date=TUESDAY))).count("trop court") == 1


def test_a_closed_day_says_why(client, reader, home):
    make_space(home)
    Closure.objects.create(
        telecentre=home,
        starts_at=datetime(2026, 12, 7, 23, tzinfo=UTC),
        ends_at=datetime(2026, 12, 8, 23, tzinfo=UTC),
        reason="Inventaire",
    )

    content = page(client, url_of(home, date=TUESDAY))

    assert "Inventaire" in content
    assert cells(content)[2:4] == ["fermé", "fermé"]


def test_the_week_moves_by_links_and_keeps_its_view(client, reader, home):
    make_space(home)

    found = links(page(client, url_of(home, vue="liste", date=TUESDAY + timedelta(days=7))))

    assert found["Semaine précédente"] == url_of(home, vue="liste", date=TUESDAY)
    assert found["Semaine suivante"] == url_of(home, vue="liste", date="2026-12-22")
    assert found["Aujourd’hui"] == url_of(home, vue="liste", date=MONDAY)
    assert found["Jour"] == url_of(home, vue="jour", date="2026-12-15")


def test_the_days_gone_of_this_week_are_not_shown(client, reader, home, clock):
    make_space(home)
    clock.move_to(NOW + timedelta(days=3))

    assert len(cells(page(client, url_of(home)))) == 4
    clock.move_to(NOW + timedelta(days=5))
    assert "Semaine du 14 au 20" in page(client, url_of(home))


@pytest.mark.parametrize(
    "asked",
    [
        *["date=abc", "date=9999-12-31", "date=0001-01-01", "date=2026-02-30", "date="],
        *["vue=annee", "date=" + "9" * 5000, "date=2026-W50-1T00:00"],
    ],
)
@pytest.mark.parametrize("is_network", [True, False])
def test_an_address_that_means_nothing_shows_today_and_says_so(
    client, reader, home, asked, is_network
):
    make_space(home)

    content = page(client, f"{CENTRES if is_network else url_of(home)}?{asked}")

    assert "que nous ne pouvons pas montrer" in content
    assert "emaine du 7 au 13\u00a0décembre" in content


def test_a_nul_is_refused_and_what_is_unknown_is_not_found(client, reader, home):
    closed = make_centre(is_active=False)
    retired = make_space(home)
    Space.objects.filter(pk=retired.pk).update(is_active=False)

    def status(url: str) -> int:
        return client.get(url).status_code

    assert status(f"{url_of(home)}?date=%00") == 400
    assert status(f"{CENTRES}atlantide/") == 404
    assert status(url_of(closed)) == 404
    assert status(f"/club/reservations/espaces/{retired.pk}/") == 404
    assert status(f"/club/reservations/espaces/{'9' * 40}/") == 404


def test_a_centre_without_space_is_no_error(client, reader, home):
    assert "Rien à réserver ici" in page(client, url_of(home))


def test_the_network_tells_the_free_places_of_each_half_day_nearest_first(client, reader, home):
    near = make_centre(short_name="Près")
    RoadTime.objects.create(origin=home, destination=near, minutes=20)
    make_space(near)
    make_space(home, Space.Kind.OFFICE)
    make_space(home, Space.Kind.MEETING_ROOM)
    make_space(home, who="staff")
    make_booking(make_space(home))
    make_booking(near.spaces.get(), make_booker("Omar"), **afternoon())

    content = page(client, f"{CENTRES}?date={TUESDAY}")

    tuesday = [cell for cell in cells(content) if "mardi" in cell or "complet" in cell]
    assert tuesday == [
        "Ici, mardi 8 décembre matin, 1 libre sur 2",
        "Ici, mardi 8 décembre après-midi, 2 libres sur 2",
        "Près, mardi 8 décembre matin, 1 libre sur 1",
        "complet",
    ]


def test_a_space_tells_what_it_is_its_rules_and_where_to_book_it(client, reader, home):
    room = make_space(
        home, Space.Kind.MEETING_ROOM, min_slots=2, notice_minutes=120, needs_approval=True
    )
    room.equipment.add(EquipmentFactory(name="Grand écran"))
    home.accessibility = "De plain-pied."
    home.save()

    response = client.get(f"/club/reservations/espaces/{room.pk}/")
    content = response.content.decode()

    assert dict(response.context["rules"]) == {
        "Durée": "De 1\u00a0heure à 10\u00a0heures d’affilée",
        "Délai": "2\u00a0heures avant le début",
        "Jusqu’à quand": "Le 7\u00a0mars\u00a02027, 90 jours à l’avance",
        "Accord": "L’animateur répond à chaque demande\u202f; "
        "la place vous est gardée en attendant",
        "Pour qui": "Les adhérents du club",
    }
    assert [word in content for word in ("Grand écran", "De plain-pied.")] == [True, True]
    query = parse_qs(urlsplit(links(content)["Réserver cet espace"]).query)
    assert query["debut"] == ["2026-12-07T10:30+01:00"]


def test_the_space_of_an_animateur_is_asked_for(client, reader, home):
    desk = make_space(home, who="staff")

    found = links(page(client, f"/club/reservations/espaces/{desk.pk}/"))

    assert "appelez le télécentre" in found
    assert "Réserver cet espace" not in found


def test_a_space_full_for_a_week_leads_to_the_search(client, reader, home):
    desk = make_space(home)
    host = make_host(home)
    hold_for_maintenance(
        desk,
        starts_at=morning(MONDAY)["starts_at"],
        ends_at=afternoon(MONDAY + timedelta(days=7))["ends_at"],
        by=host,
        form_token=token(),
    )

    found = links(page(client, f"/club/reservations/espaces/{desk.pk}/"))

    assert found["Chercher un autre moment ou un autre espace"] == (
        f"/club/reservations/chercher/?nature=poste&depuis={home.slug}"
    )


def test_a_week_of_ten_centres_is_twelve_queries_at_most(
    reader, home, django_assert_max_num_queries
):
    for _ in range(10):
        centre = make_centre()
        for kind in Space.Kind:
            make_space(centre, kind)

    with django_assert_max_num_queries(12):
        found = availability(
            first=MONDAY, last=MONDAY + timedelta(days=6), reader=reader, near=home
        )

    assert [len(one.rows) for one in found] == [6] * 10


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_whatever_is_shown(
    client, reader, home, remembered_frame, django_assert_max_num_queries, count
):
    for _ in range(count):
        centre = make_centre()
        for kind in Space.Kind:
            make_space(centre, kind)
            make_space(home, kind)
        make_booking(make_space(home), make_booker("Omar"))
        desk = make_space(home)
    urls = {
        CENTRES: 19,
        url_of(home, vue="semaine"): 19,
        url_of(home, vue="jour", date=TUESDAY): 19,
        url_of(home, vue="liste"): 19,
        f"/club/reservations/espaces/{desk.pk}/": 20,
    }
    client.get(CENTRES)

    for url, budget in urls.items():
        with django_assert_max_num_queries(budget):
            client.get(url)
