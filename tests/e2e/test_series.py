"""A series on a phone without JavaScript, its dates seen first; and its pages accessible."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.e2e.test_accounts import log_in, send

pytestmark = pytest.mark.e2e
NEW = "/club/reservations/series/nouvelle/"


def days() -> tuple[str, str]:
    """Three weeks beyond those that the demo fills."""
    first = timezone.localdate() + timedelta(days=30)
    return first.isoformat(), (first + timedelta(days=20)).isoformat()


def choose(page) -> None:
    page.goto(NEW)
    page.select_option("#id_espace", index=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Continuer").click()
    first, last = days()
    page.fill("#id_du", first)
    page.fill("#id_au", last)
    with page.expect_navigation():
        page.get_by_role("button", name="Voir les dates").click()


def test_a_series_is_booked_then_cancelled_on_a_phone_without_javascript(open_page):
    page, watch = log_in(open_page, width=375, java_script_enabled=False)

    choose(page)
    proposed = page.locator(".series-date").count()
    send(page, "Réserver ces dates")
    booked = page.locator(".callout--success").inner_text()
    listed = page.locator("[aria-labelledby=a-venir] .series-date").count()
    with page.expect_navigation():
        page.get_by_role("link", name="Annuler la série").click()
    send(page, "Annuler ces dates")
    cancelled = page.locator(".callout--success").inner_text()

    assert booked.startswith("La série est réservée.")
    assert proposed == listed == 3
    assert cancelled.startswith("C’est annulé")
    assert (watch.foreign_urls, watch.errors) == ([], [])


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_of_series_and_of_the_day_are_accessible(open_page, width):
    page, watch = log_in(open_page, width=width)
    found = {}

    def look(name: str) -> None:
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    choose(page)
    look("dates")
    with page.expect_navigation():
        page.get_by_role("link", name="Changer le rythme").click()
    look("pattern")
    for name in ("conges", "arrivee", "arrivee/inconnu", "mon-bureau", "attente/nouvelle"):
        page.goto(f"/club/reservations/{name}/")
        look(name)

    assert found == {name: [] for name in found}
    assert (watch.foreign_urls, watch.errors) == ([], [])
