"""The link that confirms a first visit: each page it may show, and who then knows of the visit."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from club.bookings.availability import availability
from club.bookings.first_visits import release_lapsed
from club.bookings.links import CONFIRM_MAX_AGE, confirm_link
from club.bookings.models import Booking
from club.telecentres.models import Telecentre
from tests.club.bookings.factories import (
    NOW,
    TUESDAY,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
)
from tests.club.bookings.test_first_visit_pages import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def murat() -> Telecentre:
    centre = make_centre(slug="murat", name="Télécentre de Murat")
    make_space(centre)
    return centre


def path_of(booking: Booking) -> str:
    return re.sub(r"^https?://[^/]+", "", confirm_link(booking))


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_the_mail_leads_to_a_page_that_confirms_and_the_animateur_sees_who_comes(murat):
    host = make_host(murat)
    ask(murat)
    path = re.search(r"https?://[^/\s]+(/r/\S+)", mail.outbox[0].body)[1]

    shown = text_of(Client().get(path))
    done = text_of(Client().post(path))

    assert "Confirmer votre première visite" in shown
    assert "mardi 8 décembre 2026, de 9 h à 12 h 30" in shown
    assert "C’est noté : nous vous attendons." in done
    (grid,) = availability([murat], first=TUESDAY, last=TUESDAY, reader=host)
    assert [cell.label for cell in grid.rows[0].cells] == ["Rosa Vidal", ""]


def test_a_link_opened_again_says_that_the_visit_is_confirmed_without_a_button(murat):
    path = path_of(ask(murat))
    Client().post(path)

    page = Client().get(path)

    assert "Votre première visite est confirmée" in text_of(page)
    assert 'method="post"' not in page.content.decode().split("<main")[1].split("</main")[0]
    assert "C’est noté" in text_of(Client().post(path))
    assert [message.to for message in mail.outbox] == [["rosa@essai.example"]] * 2


def test_a_place_taken_meanwhile_leads_to_what_is_free(murat, clock):
    booking = ask(murat)
    other = make_centre(slug="ydes", name="Télécentre d’Ydes")
    make_space(other)
    clock.move_to(NOW + timedelta(hours=2))
    release_lapsed()
    make_booking(booking.space, **morning())

    answer = Client().post(path_of(booking))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Cette place vient d’être prise." in text_of(answer)
    assert re.findall(r'<li><a href="(/telecentres/[^"]*)"', html) == [
        "/telecentres/ydes/venir/?creneau=2026-12-08-matin",
        "/telecentres/murat/venir/?creneau=2026-12-08-apres-midi",
        "/telecentres/murat/venir/",
    ]


def test_a_visit_whose_day_is_over_leads_to_the_form(murat, clock):
    booking = ask(murat)
    clock.move_to(NOW + timedelta(days=2))

    answer = Client().post(path_of(booking))

    assert answer.status_code == 409
    assert "Cette réservation est passée." in text_of(answer)
    assert 'href="/telecentres/murat/venir/"' in answer.content.decode()


def test_a_link_that_is_too_old_says_so(murat, clock):
    path = path_of(ask(murat))
    clock.move_to(NOW + CONFIRM_MAX_AGE + timedelta(minutes=1))

    answer = Client().get(path)

    assert answer.status_code == 410
    assert "Ce lien a expiré" in text_of(answer)
    assert 'href="/telecentres/"' in answer.content.decode().split("<main")[1].split("</main")[0]
