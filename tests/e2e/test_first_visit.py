"""A first visit in a real browser: asked with a mistake, corrected, accessible."""

import pytest

from club.users.antispam import MIN_SECONDS
from tests.e2e.test_accounts import send

pytestmark = pytest.mark.e2e
FORM = "/telecentres/montmurat/venir/"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_first_visit_is_asked_for_from_the_page_of_the_centre(open_page, width):
    page, watch = open_page("/telecentres/montmurat/", width=width)
    found = {}

    def look(name):
        found[name] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    page.get_by_role("link", name="Venir une première fois").click()
    page.wait_for_url(f"**{FORM}")
    look("form")
    page.get_by_label("Votre nom").fill("Rosa Vidal")
    send(page, "Demander cette visite")
    look("error")
    kept = page.get_by_label("Votre nom").input_value()
    page.locator("main input[type=radio]").last.check()
    page.get_by_label("Votre adresse électronique").fill(f"rosa-{width}@essai.example")
    page.wait_for_timeout(MIN_SECONDS * 1000 + 200)
    send(page, "Demander cette visite")
    page.wait_for_url(f"**{FORM}merci/")
    look("done")

    assert found == {name: [] for name in ("form", "error", "done")}
    assert kept == "Rosa Vidal"
    assert (watch.foreign_urls, watch.errors) == ([], [])
