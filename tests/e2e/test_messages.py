"""Messages between members in a real browser: read, answered, and accessible."""

import pytest

from tests.e2e.test_accounts import log_in, send

pytestmark = pytest.mark.e2e
LIST = "/club/messages/"


@pytest.mark.parametrize("width", [375, 1280])
def test_messages_are_accessible_and_answered_without_an_address(open_page, width):
    page, watch = log_in(open_page, width=width)
    found = {}

    def look(name):
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    page.goto(LIST)
    look("list")
    page.locator(".thread-line a").first.click()
    page.wait_for_url("**/messages/*/")
    thread = page.url
    send(page, "Envoyer")
    look("error")
    page.locator("textarea").fill("Bonne idée, voyons-nous jeudi.")
    send(page, "Envoyer")
    look("thread")
    answered = page.locator(".bubble--mine").last.inner_text()
    page.locator(".bubble__foot a").first.click()
    look("report")
    page.goto(f"{thread}bloquer/")
    look("block")

    assert found == {name: [] for name in ("list", "error", "thread", "report", "block")}
    assert "Bonne idée, voyons-nous jeudi." in answered
    assert (watch.foreign_urls, watch.errors) == ([], [])
