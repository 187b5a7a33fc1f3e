"""The animateur's pages in a real browser: a request answered, a caller booked, and accessible."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.e2e.test_accounts import log_in, send

pytestmark = pytest.mark.e2e
ANIMATEUR = "animateur@demo.example"
DAY = "/animation/murat/"
TODAY = timezone.localdate()
# Tuesday of next week: the doors are open then, whatever the day of the test.
SOON = TODAY + timedelta(days=8 - TODAY.weekday())


@pytest.mark.parametrize("width", [375, 1280])
def test_animation_pages_are_accessible(open_page, width):
    page, watch = log_in(open_page, ANIMATEUR, width=width)
    found = {}

    def look(name):
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    page.goto("/animation/")
    look("list")
    page.goto(DAY)
    page.locator(".request-line summary").first.click()
    look("day")
    page.goto(f"{DAY}demandes/")
    look("requests")
    page.goto(f"{DAY}reserver/?date={SOON}")
    look("slots")
    page.locator("a.piece").first.click()
    page.wait_for_url("**debut=**")
    page.locator("#qui").fill("mar")
    send(page, "Chercher")
    look("people")
    send(page, "Réserver")
    look("errors")
    page.goto(f"{DAY}entretien/?date={SOON}")
    page.locator("a.piece").last.click()
    page.wait_for_url("**debut=**")
    look("hold")
    page.goto("/club/reservations/calendriers/")
    if page.get_by_role("button", name="Obtenir mon adresse").count():
        send(page, "Obtenir mon adresse")
    look("calendars")

    names = ("list", "day", "requests", "slots", "people", "errors", "hold", "calendars")
    assert found == {name: [] for name in names}
    assert (watch.foreign_urls, watch.errors) == ([], [])


def test_a_request_is_accepted_and_a_caller_booked_without_javascript(open_page):
    page, watch = log_in(open_page, ANIMATEUR, java_script_enabled=False)
    page.goto(DAY)
    waiting = page.locator(".request-line").count()

    page.locator(".request-line").first.get_by_role("button", name="Accepter").click()
    page.wait_for_load_state()
    accepted = page.locator("[role=status]").first.inner_text()
    left = page.locator(".request-line").count()
    page.goto(f"{DAY}reserver/?date={SOON}")
    page.locator("a.piece").first.click()
    page.wait_for_url("**debut=**")
    page.locator("[name=guest_name]").fill("Rosa Vidal")
    page.locator("[name=guest_phone]").fill("06 00 00 00 09")
    send(page, "Réserver")

    assert (waiting - left, "est acceptée" in accepted) == (1, True)
    assert page.url.endswith(f"{DAY}?date={SOON}")
    assert "Réservé pour Rosa Vidal" in page.locator("[role=status]").first.inner_text()
    assert page.locator(".sheet__line", has_text="Rosa Vidal").count() == 1
    assert watch.foreign_urls == []
