"""« Mon pass » and its statements in a real browser: accessible, and nothing overflows."""

import pytest

from tests.e2e.test_accounts import log_in

pytestmark = pytest.mark.e2e
HOME = "/club/pass/"


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pass_and_its_statements_are_accessible(open_page, width):
    page, watch = log_in(open_page, width=width)
    found = {}

    def look(name):
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    page.goto(HOME)
    look("pass")
    page.locator(".pass-side a").nth(1).click()
    page.wait_for_url("**/releves/**")
    look("statement")
    heading = page.locator("h1").inner_text()

    assert found == {"pass": [], "statement": []}
    assert heading.startswith("Relevé d")
    assert page.locator(".bill__words").count() == 1
    assert (watch.foreign_urls, watch.errors) == ([], [])
