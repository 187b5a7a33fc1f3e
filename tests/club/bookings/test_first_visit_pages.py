"""« Venir une première fois »: the form, and what it answers to anyone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from club.bookings.first_visits import MOST_ASKED, MOST_TO_CONFIRM, ask_first_visit, release_lapsed
from club.bookings.models import Booking, BookingRules
from club.telecentres.models import Closure, Space, Telecentre
from club.users.antispam import TOO_MANY, draw_token
from tests.club.bookings.factories import (
    MONDAY,
    NOW,
    TUESDAY,
    afternoon,
    make_booking,
    make_centre,
    make_space,
    morning,
    token,
    whole_day,
)
from tests.club.members.factories import make_member

pytestmark = pytest.mark.django_db

FORM, DONE = "/telecentres/murat/venir/", "/telecentres/murat/venir/merci/"
TUESDAY_MORNING = "2026-12-08-matin"
PATIENT = 10  # seconds since the form was shown


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Rates are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def murat() -> Telecentre:
    """With two desks and an office; open on weekdays."""
    centre = make_centre(slug="murat", name="Télécentre de Murat", phone="04 71 20 00 00")
    for kind in (Space.Kind.DESK, Space.Kind.DESK, Space.Kind.OFFICE):
        make_space(centre, kind)
    return centre


def data(centre: Telecentre, **fields: Any) -> dict[str, Any]:
    return {
        "half_day": TUESDAY_MORNING,
        "name": "Rosa Vidal",
        "email": "rosa@essai.example",
        "phone": "",
        "trap": "",
        "token": draw_token(f"first_visit:{centre.pk}", age=PATIENT),
        **fields,
    }


def send(centre: Telecentre, client: Client | None = None, **fields: Any) -> HttpResponse:
    return (client or Client()).post(FORM, data(centre, **fields))


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def offered(response: HttpResponse) -> list[str]:
    html = response.content.decode()
    return re.findall(r'type="radio" name="half_day"[^>]*value="([^"]*)"', html)


def ask(centre: Telecentre, **fields: Any) -> Booking:
    told = {
        **morning(),
        "name": "Rosa Vidal",
        "email": "rosa@essai.example",
        "form_token": token(),
        **fields,
    }
    return ask_first_visit(centre, **told)


def test_the_half_days_of_two_weeks_with_a_free_desk_are_offered_by_day(murat):
    desks = murat.spaces.filter(kind=Space.Kind.DESK)
    for desk in desks:
        make_booking(desk, **morning())  # full on Tuesday morning, the office does not count
    make_booking(desks[0], **afternoon())

    response = Client().get(FORM)

    weekdays = [MONDAY + timedelta(days=days) for days in range(15) if days % 7 < 5]
    everything = [f"{day}-{half}" for day in weekdays for half in ("matin", "apres-midi")]
    assert offered(response) == [one for one in everything if one != TUESDAY_MORNING]
    text = text_of(response)
    assert "Aujourd’hui, lundi 7 décembre Matin de 9 h à 12 h 30" in text
    assert "Demain, mardi 8 décembre Après-midi de 13 h 30 à 18 h dernière place" in text


def test_a_half_day_about_to_end_is_not_offered(murat, clock):
    clock.move_to(datetime(2026, 12, 7, 10, 31, tzinfo=UTC))  # 11 h 31, it closes at 12 h 30

    assert offered(Client().get(FORM))[0] == "2026-12-07-apres-midi"


def test_a_desk_that_staff_alone_books_is_not_offered():
    make_space(make_centre(slug="murat"), who=BookingRules.Who.STAFF)

    assert offered(Client().get(FORM)) == []


def test_the_page_asks_a_fixed_number_of_queries(
    murat, remembered_frame, django_assert_num_queries
):
    Client().get(FORM)
    with django_assert_num_queries(10):
        Client().get(FORM)
    for _ in range(4):
        make_booking(make_space(murat), **whole_day())

    with django_assert_num_queries(10):
        Client().get(FORM)


def test_a_half_day_of_the_address_is_chosen_and_garbage_is_left_aside(murat):
    chosen = Client().get(f"{FORM}?creneau=2026-12-09-apres-midi").content.decode()
    garbage = Client().get(FORM, {"creneau": "<script>" + "x" * 500}).content.decode()

    assert re.findall(r'value="([^"]*)" required checked', chosen) == ["2026-12-09-apres-midi"]
    assert re.findall(r'value="([^"]*)" required checked', garbage) == []


def test_the_form_page_is_found_by_search_engines_and_kept_by_no_cache(murat):
    response = Client().get(f"{FORM}?creneau={TUESDAY_MORNING}")
    html = response.content.decode()

    assert "no-store" in response["Cache-Control"]
    assert f'<link rel="canonical" href="http://testserver{FORM}">' in html
    assert "<title>Venir une première fois\u202f: Télécentre de Murat –" in html
    assert '<meta name="description" content="Télécentre de Murat\u202f: choisissez' in html
    assert "noindex" not in html


def test_the_page_says_what_is_kept_and_until_when(murat):
    assert "Ils sont effacés 180 jours après." in text_of(Client().get(FORM))


def test_asking_keeps_a_desk_writes_one_mail_and_says_what_happens_next(murat):
    client = Client()

    answer = send(murat, client, phone="04 71 11 22 33")
    page = client.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, DONE)
    booking = Booking.objects.get()
    assert (booking.kind, booking.state) == ("first_visit", "held")
    assert (booking.starts_at, booking.ends_at) == tuple(morning().values())
    assert (booking.guest_name, booking.guest_phone) == ("Rosa Vidal", "04 71 11 22 33")
    assert [message.to for message in mail.outbox] == [["rosa@essai.example"]]
    assert "Regardez votre boîte aux lettres électronique" in text_of(page)
    assert "Un second courriel vous donne l’adresse, les horaires" in text_of(page)


def test_the_answer_is_the_same_for_an_address_that_waits_already(murat):
    send(murat)

    again = send(murat, half_day="2026-12-09-matin")
    stranger = send(murat, email="noe@essai.example", half_day="2026-12-09-matin")

    assert (again.status_code, again["Location"]) == (stranger.status_code, stranger["Location"])
    assert [message.to for message in mail.outbox] == [
        ["rosa@essai.example"],
        ["noe@essai.example"],
    ]
    assert Booking.objects.count() == 2


def test_a_refusal_is_the_same_too(murat):
    """A half-day that is full, or too many who wait, are said before anything of the address."""
    send(murat)
    for desk in murat.spaces.filter(kind=Space.Kind.DESK):
        make_booking(desk, **afternoon())

    answers = [
        send(murat, half_day="2026-12-08-apres-midi", email=email)
        for email in ("rosa@essai.example", "noe@essai.example")
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert len({text_of(one).replace("rosa", "noe") for one in answers}) == 1


def test_an_address_gets_three_mails_a_day_at_most(murat, clock):
    answers = []
    for _ in range(MOST_ASKED + 1):
        answers.append(send(murat, half_day="2026-12-10-matin")["Location"])
        clock.shift(timedelta(hours=2, minutes=1))
        release_lapsed()

    assert answers == [DONE] * (MOST_ASKED + 1)
    assert len(mail.outbox) == MOST_ASKED
    clock.move_to(NOW + timedelta(days=1, minutes=1))
    send(murat, half_day="2026-12-10-matin")
    assert len(mail.outbox) == MOST_ASKED + 1


def test_a_form_sent_twice_is_one_visit_and_one_mail(murat):
    form = data(murat)

    answers = [Client().post(FORM, form) for _ in range(3)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(302, DONE)] * 3
    assert (Booking.objects.count(), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"half_day": ""}, "Choisissez une demi-journée."),
        ({"half_day": "2026-12-04-matin"}, "Cette demi-journée est passée, ou n’est plus proposée"),
        ({"half_day": "2026-12-12-matin"}, "Cette demi-journée est passée, ou n’est plus proposée"),
        ({"half_day": "2026-12-08-midi"}, "Cette demi-journée est passée, ou n’est plus proposée"),
        ({"half_day": "x" * 100_000}, "Cette demi-journée est passée, ou n’est plus proposée"),
        ({"half_day": "\x00"}, "Cette demi-journée est passée, ou n’est plus proposée"),
        ({"name": ""}, "Indiquez votre nom."),
        ({"name": "é" * 500}, "Ce nom est trop long : 80 caractères au plus."),
        ({"name": "Rosa\r\nBcc: tous@essai.example"}, "Ce champ tient sur une seule ligne."),
        ({"name": "Rosa\u2028Vidal"}, "Ce champ tient sur une seule ligne."),
        ({"email": "rosa"}, "Cette adresse n’est pas complète."),
        ({"email": "rosa@essai.example\nBcc: tous@essai.example"}, "Cette adresse n’est pas"),
        ({"email": f"{'r' * 300}@essai.example"}, "Cette adresse est trop longue"),
        ({"phone": "appelez-moi"}, "Écrivez des chiffres."),
        ({"trap": "pub"}, "Un champ caché, réservé aux robots, était rempli."),
        ({"token": ""}, "Ce formulaire était incomplet ou modifié."),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_written(murat, fields, message):
    response = send(murat, **{"phone": "04 71 11 22 33", **fields})

    text = text_of(response)
    assert response.status_code == 200
    assert message in text
    assert (Booking.objects.count(), len(mail.outbox)) == (0, 0)
    if "phone" not in fields:
        assert 'value="04 71 11 22 33"' in response.content.decode()


def test_a_form_sent_too_fast_is_refused(murat):
    response = send(murat, token=draw_token(f"first_visit:{murat.pk}"))

    assert "plus vite qu’une main humaine" in text_of(response)
    assert Booking.objects.count() == 0


def test_the_form_of_one_centre_is_not_that_of_another(murat):
    other = make_centre(slug="ydes")
    make_space(other)

    response = Client().post("/telecentres/ydes/venir/", data(murat))

    assert "Ce formulaire était incomplet ou modifié." in text_of(response)
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("email", ["Rosa@Essai.Example", "rosa@essai.EXAMPLE"])
def test_an_address_is_one_however_it_is_written(murat, email):
    send(murat, email="rosa@essai.example")

    assert send(murat, email=email)["Location"] == DONE
    assert Booking.objects.count() == 1


def test_a_half_day_taken_meanwhile_proposes_what_is_free_and_keeps_what_was_typed(murat):
    other = make_centre(slug="ydes", name="Télécentre d’Ydes")
    make_space(other)
    for desk in murat.spaces.filter(kind=Space.Kind.DESK):
        make_booking(desk, **morning())

    response = send(murat)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Cette place vient d’être prise." in text_of(response)
    assert f'href="/telecentres/ydes/venir/?creneau={TUESDAY_MORNING}"' in html
    assert 'value="Rosa Vidal"' in html
    assert 'value="rosa@essai.example"' in html
    assert TUESDAY_MORNING not in offered(response)
    assert "2026-12-08-apres-midi" in offered(response)
    assert mail.outbox[-1].to != ["rosa@essai.example"]


def test_too_many_to_confirm_says_whom_to_call(murat):
    for number in range(6):
        make_space(murat)
        if number < MOST_TO_CONFIRM:
            ask(murat, email=f"visiteur{number}@essai.example")

    response = send(murat)

    assert response.status_code == 409
    assert "Beaucoup de personnes demandent à venir en ce moment." in text_of(response)
    assert "04 71 20 00 00" in text_of(response)


def test_past_the_rate_of_one_connection_the_page_says_to_wait(murat, settings):
    settings.ACCOUNT_RATE_LIMITS = {"first_visit": "1/m/ip"}
    send(murat)

    response = send(murat, email="noe@essai.example")

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert re.sub(r"\s+", " ", TOO_MANY) in text_of(response)
    assert Booking.objects.count() == 1


def test_a_centre_without_a_free_desk_says_so_and_where_there_is_one(murat):
    Closure.objects.create(
        telecentre=murat, starts_at=NOW, ends_at=NOW + timedelta(days=40), reason="Travaux"
    )
    other = make_centre(slug="ydes", name="Télécentre d’Ydes")
    make_space(other)

    response = Client().get(FORM)

    assert response.status_code == 200
    assert "pas de poste de travail libre" in text_of(response)
    assert 'href="/telecentres/ydes/venir/?creneau=2026-12-07-matin"' in response.content.decode()
    assert send(murat).status_code == 200
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("address", [FORM, DONE])
def test_a_centre_unknown_or_out_of_service_has_no_page(address):
    unknown = Client().get(address)
    make_space(make_centre(slug="murat", is_active=False))

    assert [unknown.status_code, Client().get(address).status_code] == [404, 404]


def test_who_is_logged_in_finds_their_name(murat):
    member = make_member("Odile Bessou")
    client = Client()
    client.force_login(member.user)

    html = client.get(FORM).content.decode()

    assert 'value="Odile Bessou"' in html
    assert f'value="{member.user.email}"' in html


def test_the_page_of_the_answer_is_read_without_a_form_or_a_cookie(murat):
    response = Client().get(DONE)

    assert response.status_code == 200
    assert not response.cookies
    assert 'name="robots" content="noindex"' in response.content.decode()
    assert TUESDAY.isoformat() not in response.content.decode()
