"""The printable poster of a centre."""

import pytest
from django.test import Client

from club.telecentres.qr import qr_svg
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.factories import make_home, make_telecentre_index, make_telecentre_page

pytestmark = pytest.mark.django_db


def test_the_poster_says_where_whom_to_call_and_carries_the_code(client: Client) -> None:
    centre = TelecentreFactory(slug="murat", name="Télécentre de Murat", phone="04 65 71 15 03")
    make_telecentre_page(make_telecentre_index(make_home()), centre)

    html = client.get("/telecentres/murat/affiche/").content.decode()

    assert "<h1>Télécentre de Murat</h1>" in html
    assert "04\u00a065\u00a071\u00a015\u00a003" in html
    assert 'aria-label="Code QR de la page du télécentre"' in html
    assert "<b>testserver/telecentres/murat</b>" in html


@pytest.mark.parametrize("state", ["draft", "absent"])
def test_a_centre_without_a_published_page_has_no_poster(client: Client, state: str) -> None:
    index = make_telecentre_index(make_home())
    page = make_telecentre_page(index, TelecentreFactory(slug="murat"))
    if state == "draft":
        page.unpublish()

    slug = "murat" if state == "draft" else "inconnu"

    assert client.get(f"/telecentres/{slug}/affiche/").status_code == 404


def test_the_code_holds_no_style_nor_script_and_differs_by_address() -> None:
    murat = qr_svg("https://exemple.fr/telecentres/murat/", title="Murat")
    ydes = qr_svg("https://exemple.fr/telecentres/ydes/", title="Murat")

    assert murat != ydes
    assert "style=" not in murat
    assert "<script" not in murat
