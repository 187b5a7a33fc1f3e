"""What is free, in a real browser: found, reached by keyboard, and read without JavaScript."""

import re

import pytest

from tests.e2e.test_accounts import log_in, send

pytestmark = pytest.mark.e2e
SEARCH = "/club/reservations/chercher/"
MURAT = "/club/reservations/telecentres/murat/"
FREE = re.compile(r", libre$")


def space_of(page) -> str:
    """The address of the first space that a search shows."""
    page.goto(SEARCH)
    return page.locator(".offers__name").first.get_attribute("href")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_availability_are_accessible_and_ours(open_page, width, scheme):
    page, watch = log_in(open_page, width=width, color_scheme=scheme)
    paths = {
        "search": SEARCH,
        "search of a room": f"{SEARCH}?nature=salle&equipement=wifi&minutes=30",
        "search in error": f"{SEARCH}?jour=abc&minutes=-5",
        "network": "/club/reservations/telecentres/",
        "day": f"{MURAT}?vue=jour",
        "week": f"{MURAT}?vue=semaine",
        "list": f"{MURAT}?vue=liste",
        "space": space_of(page),
    }

    found = {}
    for name, path in paths.items():
        page.goto(path)
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    assert found == {name: [] for name in paths}
    assert (watch.foreign_urls, watch.errors) == ([], [])


def test_a_free_cell_is_reached_by_keyboard(open_page):
    page, _watch = log_in(open_page)
    page.goto(f"{MURAT}?vue=semaine")
    page.get_by_role("link", name="Semaine suivante").click()
    page.wait_for_url("**date=*")
    first = page.locator("main").get_by_role("link", name=FREE).first

    page.get_by_role("region", name="Postes et bureaux, à la demi-journée").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break

    assert first.evaluate("link => link === document.activeElement") is True
    assert first.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    assert "/club/reservations/nouvelle/?espace=" in first.get_attribute("href")


def test_a_place_is_found_without_javascript(open_page):
    page, _watch = log_in(open_page, java_script_enabled=False, width=375)
    page.goto(SEARCH)
    page.get_by_role("link", name="Salle de réunion").click()
    page.get_by_label("De", exact=True).select_option("14:00")
    page.get_by_label("À", exact=True).select_option("15:30")
    page.get_by_label("À quelle distance").select_option("peu importe")
    send(page, "Chercher")
    asked = page.url
    page.goto(f"{MURAT}?vue=liste")
    page.get_by_role("link", name="Semaine suivante").click()
    page.locator("summary", has_text="Libre de").first.click()
    half_hour = page.locator("details[open] a").first

    assert "nature=salle" in asked
    assert "de=14%3A00" in asked
    assert half_hour.is_visible() is True
    assert "/club/reservations/nouvelle/?espace=" in half_hour.get_attribute("href")
