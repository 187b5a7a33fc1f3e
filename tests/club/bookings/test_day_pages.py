"""The animateur's day: who is there, who came unannounced, what is printed, the mail of 7 h."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from club.bookings.check_in import code_of_day, mark_present
from club.bookings.models import Attendance, Booking, DeskCode
from club.bookings.services import book_for, hold_for_maintenance
from club.bookings.sheet_mail import send_day_sheets
from club.passes.equipment import report_equipment
from club.telecentres.models import Equipment, Space
from tests.club.bookings.day_factories import shut, span
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
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
from tests.club.bookings.pages import entered, hidden, messages_of, page_of, said, soup, texts

pytestmark = pytest.mark.django_db
KILOBYTE = 1000


@pytest.fixture
def at_ten(clock):
    """Monday, 10 h."""
    clock.move_to(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))


def buttons(page: BeautifulSoup) -> list[list[str]]:
    """Those of each half-day, as they are read."""
    return [
        [said(one.find(string=True, recursive=False) or "") for one in form.select("button")]
        for form in page.select("form.presence")
    ]


def send_first(client, page: BeautifulSoup, mark: str):
    form = page.select_one("form.presence")
    told = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    return client.post(form["action"], {**told, "mark": mark})


def test_one_click_notes_who_arrived_and_another_corrects_it(at_ten):
    centre = make_centre()
    lea = make_booking(make_space(centre), make_booker("Léa"), **morning(MONDAY))
    client, address = entered(make_host(centre)), f"/animation/{centre.slug}/"

    before = page_of(client, address)
    answer = send_first(client, before, "arrive")
    send_first(client, before, "arrive")
    noted = list(Attendance.objects.values_list("booking", "state", "half", "day"))
    after = page_of(client, address)
    send_first(client, after, "oublier")
    send_first(client, after, "oublier")

    assert buttons(before) == [["Arrivé", "Absent"]]
    assert answer.headers["Location"] == f"{address}?date={MONDAY}#r-{lea.reference}"
    assert noted == [(lea.pk, "present", "morning", MONDAY)]
    assert (buttons(after), texts(after, ".presence__told")) == ([["Corriger"]], ["Présence notée"])
    assert Attendance.objects.count() == 0
    assert buttons(page_of(client, address)) == [["Arrivé", "Absent"]]


def test_each_half_day_of_a_booking_is_noted_apart_and_none_of_tomorrow(at_ten):
    centre = make_centre()
    desk = make_space(centre)
    make_booking(desk, make_booker("Léa"), **whole_day(MONDAY))
    make_booking(desk, make_booker("Omar"), **morning(TUESDAY))
    client, address = entered(make_host(centre)), f"/animation/{centre.slug}/"

    send_first(client, page_of(client, address), "absent")
    page = page_of(client, address)

    assert texts(page, "form.presence > b") == ["Matin", "Après-midi"]
    assert buttons(page) == [["Corriger"], ["Arrivé", "Absent"]]
    assert Attendance.objects.values_list("state", "half").get() == ("absent", "morning")
    assert buttons(page_of(client, f"{address}?date={TUESDAY}")) == []


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"day": "2026-02-31", "half": "morning", "mark": "arrive"},
        {"day": "hier", "half": "nuit", "mark": "arrive"},
        {"day": str(MONDAY), "half": "morning", "mark": "\x00"},
        {"day": str(MONDAY), "half": "afternoon", "mark": "arrive"},
        {"day": str(TUESDAY), "half": "morning", "mark": "absent"},
    ],
)
def test_what_cannot_be_noted_is_refused_kindly(told, at_ten):
    centre = make_centre()
    lea = make_booking(make_space(centre), make_booker("Léa"), **morning(MONDAY))

    answer = entered(make_host(centre)).post(
        f"/animation/{centre.slug}/presences/{lea.reference}/", told
    )

    assert (answer.status_code, Attendance.objects.count()) == (302, 0)


def test_the_day_shows_the_code_what_is_broken_and_leads_to_what_is_printed(at_ten):
    centre = make_centre()
    printer = Equipment.objects.create(name="Imprimante")
    centre.equipment.add(printer)
    centre.save()  # what a cluster holds is written with it
    report_equipment(printer, telecentre=centre, by=make_booker("Léa"), text="Plus d’encre")

    page = page_of(entered(make_host(centre)), f"/animation/{centre.slug}/")

    assert page.select_one(".board__code b").get_text() == code_of_day(centre, MONDAY)
    assert [said(one["href"]) for one in page.select(".board__links a")] == [
        f"/animation/{centre.slug}/{end}"
        for end in ("services/", f"feuille/?date={MONDAY}", "portes/", "codes/", "fermetures/")
    ]
    assert texts(page, ".board__links li")[0] == (
        "Services et pannes aucune demande de service, en panne : Imprimante"
    )


def test_a_guest_who_comes_unannounced_is_seated_and_noted_once(at_ten):
    centre = make_centre()
    desk, host = make_space(centre), make_host(centre)
    client = entered(host)
    form = hidden(page_of(client, f"/animation/{centre.slug}/"), ".walk-in form")
    told = {**form, "name": "Paul", "contact": "06 00 00 00 01"}

    answers = [
        client.post(f"/animation/{centre.slug}/sans-reservation/", told, follow=True)
        for _ in range(2)
    ]

    done = f"Paul est là, {desk.name} : présence notée. Aucun courriel ne part."
    assert [messages_of(one) for one in answers] == [[done], [done]]
    booking = Booking.objects.get()
    assert (booking.space, booking.guest_name, booking.guest_phone, booking.starts_at) == (
        desk,
        "Paul",
        "06 00 00 00 01",
        morning(MONDAY)["starts_at"],
    )
    assert Attendance.objects.values_list("booking", "state", "method").get() == (
        booking.pk,
        "present",
        "walk_in",
    )


def test_a_name_that_members_bear_asks_which_of_them(at_ten):
    centre = make_centre()
    desk, lea = make_space(centre), make_booker("Léa Martin", home_telecentre=centre)
    client, address = entered(make_host(centre)), f"/animation/{centre.slug}/sans-reservation/"
    told = {"form_token": token(), "space": desk.pk, "name": "martin"}

    asked = soup(client.post(address, told))
    nothing_yet = Booking.objects.count()
    answer = client.post(address, {**told, "member": str(lea.member.pk)}, follow=True)

    assert texts(asked, "[role=status] span")[-1] == (
        "Des adhérents portent ce nom : dites de qui il s’agit."
    )
    assert [one["value"] for one in asked.select("input[name=member]")] == [
        str(lea.member.pk),
        "autre",
    ]
    assert nothing_yet == 0
    assert Booking.objects.get().user == lea
    assert messages_of(answer) == [f"Léa Martin est là, {desk.name} : présence notée."]


def test_a_guest_without_a_way_to_be_reached_or_a_place_keeps_what_was_typed(at_ten):
    centre = make_centre()
    desk = make_space(centre)
    make_booking(desk, make_booker("Léa"), **morning(MONDAY))
    client, address = entered(make_host(centre)), f"/animation/{centre.slug}/sans-reservation/"
    told = {"form_token": token(), "space": desk.pk, "name": "Paul"}

    unreachable = soup(client.post(address, told))
    wrong = soup(client.post(address, {**told, "contact": "paul@"}))
    taken = soup(client.post(address, {**told, "contact": "paul@essai.example"}))

    assert [texts(page, "#erreurs li") for page in (unreachable, wrong, taken)] == [
        ["Téléphone ou adresse électronique : Donnez un téléphone ou une adresse pour la joindre."],
        ["Téléphone ou adresse électronique : Vérifiez l’adresse électronique."],
        ["Cette place vient d’être prise."],
    ]
    assert taken.select_one("[name=name]")["value"] == "Paul"
    assert texts(taken, "select[name=space] option") == [f"{desk.name} (occupé)"]
    assert Booking.objects.count() == 1


def full_day(centre):
    """Ten desks, each with two people that day."""
    for number in range(10):
        desk = make_space(centre)
        make_booking(desk, make_booker(f"Dominique Delacroix {number}"), **morning(MONDAY))
        make_booking(
            desk, make_booker(f"Camille Bonnefoy {number}"), **between("13:30", "18:00", MONDAY)
        )
    return centre


def test_the_sheet_tells_who_comes_with_boxes_blank_lines_and_the_code(at_ten):
    centre = make_centre()
    host, desk, lea = make_host(centre), make_space(centre), make_booker("Léa")
    here = make_booking(desk, lea, **whole_day(MONDAY))
    mark_present(here, by=host)
    other = make_space(centre)
    visit = {"guest_name": "Rosa", "guest_phone": "06 00 00 00 07", "kind": "first_visit"}
    book_for(other, by=host, form_token=token(), **morning(MONDAY), **visit)
    hold_for_maintenance(
        make_space(centre), by=host, form_token=token(), title="Peinture", **whole_day(MONDAY)
    )

    page = page_of(entered(host), f"/animation/{centre.slug}/feuille/")

    rows = texts(page, ".paper__table tbody:first-of-type tr")
    assert rows[0] == f"9 h – 18 h Léa Première fois ici {desk.name} ✓"
    assert rows[1] == f"9 h – 12 h 30 Rosa 06 00 00 00 07 Première visite {other.name}"
    assert rows[2].startswith("9 h – 18 h Peinture (Espace bloqué)")
    boxes = [len(row.select(".box")) for row in page.select(".paper__table tbody:first-of-type tr")]
    assert boxes == [2, 1, 0]
    assert len(page.select(".paper__blank")) == 8
    assert page.select_one(".paper__code b").get_text() == code_of_day(centre, MONDAY)
    assert str(host) in page.select_one(".paper__head").get_text()
    assert page.select("script") == []


def test_the_sheet_of_ten_desks_weighs_less_than_50_kilobytes(at_ten):
    centre = full_day(make_centre())

    answer = entered(make_host(centre)).get(f"/animation/{centre.slug}/feuille/?date={MONDAY}")

    assert len(soup(answer).select(".paper__table tbody:first-of-type tr")) == 20
    assert len(answer.content) <= 50 * KILOBYTE


def test_a_door_tells_when_a_space_is_taken_and_by_nobody(at_ten):
    centre = make_centre()
    desk, room = make_space(centre), make_space(centre, Space.Kind.TELEMEDICINE)
    make_booking(
        desk, make_booker("Léa"), title="Atelier ouvert", shows_title=True, **morning(TUESDAY)
    )
    make_booking(room, make_booker("Omar"), **between("10:00", "10:30"))

    answer = entered(make_host(centre)).get(f"/animation/{centre.slug}/portes/?date={TUESDAY}")
    page = soup(answer)

    assert texts(page, ".door h2") == [desk.name, room.name]
    assert [texts(door, "dd")[:3] for door in page.select(".door")] == [
        ["libre", "9 h – 12 h 30 : Atelier ouvert", "libre"],
        ["libre", "10 h – 10 h 30 : occupé", "libre"],
    ]
    assert [name in answer.content.decode() for name in ("Léa", "Omar")] == [False, False]


def test_each_desk_has_a_poster_once_prepared_and_a_code_is_renewed_once(settings):
    centre = make_centre()
    desk = make_space(centre)
    client, address = entered(make_host(centre)), f"/animation/{centre.slug}/codes/"

    bare = page_of(client, address)
    prepared = [client.post(f"{address}preparer/").status_code for _ in range(2)]
    first = DeskCode.objects.get().token
    page = page_of(client, address)
    told = hidden(page, ".desk-poster form")
    for _ in range(2):
        client.post(f"{address}{desk.pk}/renouveler/", told)
        renewed = DeskCode.objects.get().token
    for_ever = [client.post(f"{address}{desk.pk}/renouveler/", told).status_code, renewed]

    assert texts(bare, "form.actions button") == ["Préparer 1 affichette"]
    assert (prepared, texts(page, ".desk-poster h2")) == ([302, 302], [desk.name])
    assert (told["was"], len(page.select("svg.qr"))) == (first, 1)
    assert renewed != first
    assert for_ever == [302, DeskCode.objects.get().token]


def test_others_find_none_of_these_pages(at_ten):
    centre, mine = make_centre(), make_centre()
    desk = make_space(centre)
    lea = make_booking(desk, make_booker("Léa"), **morning(MONDAY))
    closure = shut(centre, **span(TUESDAY + timedelta(days=7), TUESDAY + timedelta(days=7)))
    pages = ("sans-reservation/", "feuille/", "portes/", "codes/", "fermetures/")
    pages += ("fermetures/nouvelle/", f"fermetures/{closure.pk}/")
    posts = (f"presences/{lea.reference}/", "codes/preparer/", f"codes/{desk.pk}/renouveler/")
    posts += (f"fermetures/{closure.pk}/rouvrir/",)
    host = make_host(mine)

    for user in (host, make_booker("Omar")):
        client = entered(user)
        asked = [client.get(f"/animation/{centre.slug}/{one}").status_code for one in pages]
        asked += [client.post(f"/animation/{centre.slug}/{one}").status_code for one in posts]
        assert asked == [404] * 11
    # Nor through one's own centre.
    through = [f"presences/{lea.reference}/", f"codes/{desk.pk}/renouveler/"]
    through += [f"fermetures/{closure.pk}/rouvrir/"]
    client = entered(host)
    answers = [client.post(f"/animation/{mine.slug}/{one}").status_code for one in through]
    assert answers == [404] * 3
    assert client.get(f"/animation/{mine.slug}/fermetures/{closure.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("feuille", 15), ("portes", 12), ("codes", 9)])
def test_what_is_printed_costs_the_same_for_one_and_three(
    name, queries, count, at_ten, remembered_frame, django_assert_num_queries
):
    centre = make_centre()
    client = entered(make_host(centre))
    for _ in range(count):
        desk = make_space(centre)
        make_booking(desk, **whole_day(MONDAY))
        DeskCode.objects.create(space=desk)
    address = f"/animation/{centre.slug}/{name}/"
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)


def test_at_seven_the_animateurs_get_the_list_of_the_day_once(clock):
    clock.move_to(datetime(2026, 12, 7, 6, 0, tzinfo=UTC))
    centre, empty, closed = make_centre(short_name="Murat"), make_centre(), make_centre()
    hosts = [make_host(one) for one in (centre, empty, closed)]
    desk = make_space(centre)
    make_booking(desk, make_booker("Léa"), **morning(MONDAY))
    make_booking(make_space(closed), make_booker("Omar"), **morning(MONDAY))
    shut(closed, **span(MONDAY, MONDAY))
    make_booking(make_space(closed), make_booker("Rosa"), **morning(TUESDAY))
    mail.outbox.clear()

    counts = [send_day_sheets(), send_day_sheets()]

    assert counts == [1, 0]
    sheet = [one for one in mail.outbox if one.to == [hosts[0].email]]
    assert [said(one.subject) for one in sheet] == ["Murat, lundi 7 décembre 2026 : 1 réservation"]
    body = said(sheet[0].body)
    assert f"- de 9 h à 12 h 30 : Léa, {desk.name} (Première fois ici)" in body
    assert f"Code du jour : {code_of_day(centre, MONDAY)}" in body
    assert f"/animation/{centre.slug}/feuille/?date={MONDAY}" in body
    assert [one for one in mail.outbox if one.to[0] in (hosts[1].email, hosts[2].email)] == []
