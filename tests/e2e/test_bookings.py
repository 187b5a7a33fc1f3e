"""A member's bookings on a phone without JavaScript: booked, moved, cancelled; and accessible."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.e2e.test_accounts import log_in, send

pytestmark = pytest.mark.e2e
LIST = "/club/reservations/"
NEW = "/club/reservations/nouvelle/"


KINDS = {"desk": "Poste", "room": "Salle", "lodging": "Logement"}


def beyond_the_demo() -> str:
    """A day after those that the demo fills, within what desks allow."""
    return (timezone.localdate() + timedelta(days=35)).isoformat()


def follow(page, link) -> None:
    with page.expect_navigation():
        link.click()


def test_one_books_moves_and_cancels_on_a_phone_without_javascript(open_page):
    page, watch = log_in(open_page, width=375, java_script_enabled=False)
    seen = []

    def look() -> None:
        seen.append(page.locator("h1").inner_text())

    page.goto(NEW)
    look()
    page.select_option("#id_espace", index=1)
    page.fill("#id_jour", beyond_the_demo())
    with page.expect_navigation():
        page.get_by_role("button", name="Voir les créneaux").click()
    follow(page, page.locator("a.chip").first)
    follow(page, page.locator("a.chip").first)
    look()
    page.fill("#id_titre", "Point avec un client")
    with page.expect_navigation():
        page.get_by_role("button", name="Continuer").click()
    look()
    send(page, "Réserver ce bureau")
    booking = page.url
    booked = page.locator(".callout--success").inner_text()
    follow(page, page.get_by_role("link", name="Déplacer", exact=True))
    look()
    follow(page, page.locator("a.chip").nth(2))
    follow(page, page.locator("a.chip").first)
    look()
    send(page, "Déplacer la réservation")
    moved = page.locator(".callout--success").inner_text()
    follow(page, page.get_by_role("link", name="Annuler", exact=True))
    look()
    page.fill("#id_reason", "Grippe")
    send(page, "Annuler la réservation")
    cancelled = page.locator(".booking-state").inner_text()

    assert re.search(r"/club/reservations/[2-9A-Z]{10}/$", booking)
    assert booked.startswith("C’est réservé.")
    assert moved.startswith("C’est déplacé.")
    assert (page.url, cancelled) == (booking, "Annulée")
    assert seen == [
        "Où et quand\u202f?",
        "À quoi cela servira-t-il\u202f?",
        "Tout est juste\u202f?",
        "Déplacer la réservation",
        "Déplacer à ce moment-là\u202f?",
        "Annuler cette réservation\u202f?",
    ]
    assert (watch.foreign_urls, watch.errors) == ([], [])


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_of_bookings_are_accessible(open_page, width):
    page, watch = log_in(open_page, width=width)
    found = {}

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(path)
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    look("welcome", "/club/")
    look("list", LIST)
    page.locator("[aria-labelledby=a-venir] h3 a").first.click()
    page.wait_for_url(re.compile(r"/[2-9A-Z]{10}/$"))
    booking = page.url
    look("booking")
    look("move", f"{booking}deplacer/")
    look("cancel", f"{booking}annuler/")
    look("nothing chosen", NEW)
    for kind, name in KINDS.items():
        page.goto(NEW)
        value = page.locator("#id_espace option", has_text=name).first.get_attribute("value")
        page.goto(f"{NEW}?espace={value}&jour={beyond_the_demo()}")
        if kind == "room":
            page.locator(".day-tabs a", has_text="possible").first.click()
            page.wait_for_load_state()
        look(f"{kind}: days")
        page.locator("a.chip").first.click()
        page.wait_for_url("**debut=**")
        look(f"{kind}: lengths")
        page.locator("a.chip").first.click()
        page.wait_for_url("**fin=**")
        look(f"{kind}: details")
        chosen = page.url
        look(f"{kind}: error", f"{chosen}&etape=verifier&montre=on")
        look(f"{kind}: check", f"{chosen}&etape=verifier")
    look("refused", f"{NEW}?espace=1&debut=2020-01-01T09:00Z&fin=2020-01-01T12:00Z")

    assert found == {name: [] for name in found}
    assert (watch.foreign_urls, watch.errors) == ([], [])
