"""Joining the club in a real browser: the application, the answer, the page of a member."""

import re

import pytest

from tests.tools.server import DEMO_PASSWORD

pytestmark = pytest.mark.e2e

PAGES = (
    "/club/",
    "/club/adhesion/",
    "/club/adhesion/quitter/",
    "/club/adhesion/documents/charter/",
)


def log_in(open_page, name, **options):
    page, watch = open_page("/compte/connexion/", **options)
    page.locator("input[name=login]").fill(f"{name}@demo.example")
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=re.compile("^Se connecter$")).click()
    return page, watch


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_member_are_accessible(open_page, width, scheme):
    page, watch = log_in(open_page, "membre", width=width, color_scheme=scheme)

    found = {}
    for path in PAGES:
        page.goto(path)
        assert page.url.endswith(path)
        found[path] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    assert found == {path: [] for path in PAGES}
    assert (watch.foreign_urls, watch.errors) == ([], [])


@pytest.mark.parametrize("width", [375, 1280])
def test_the_application_form_is_accessible_with_its_errors(open_page, width):
    page, watch = log_in(open_page, "visiteur", width=width)
    landed, empty = page.url, watch.axe()

    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer ma demande").click()

    assert landed.endswith("/club/adhesion/")
    assert (empty, watch.axe(), watch.overflow()) == ([], [], 0)
    assert page.locator(".error-summary li").count() == 6
    assert (watch.foreign_urls, watch.errors) == ([], [])


def test_one_applies_without_javascript_and_withdraws(open_page):
    # An account without a membership that no other test of this folder needs to stay so.
    page, _ = log_in(open_page, "editeur", java_script_enabled=False)
    page.goto("/club/adhesion/")
    page.locator("input[name=activity]").fill("Relieuse")
    page.locator("select[name=professional_status]").select_option("independent")
    page.locator("select[name=home_telecentre]").select_option(index=1)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer ma demande").click()
    waiting = page.locator("main h2").all_inner_texts()

    page.get_by_role("link", name="Retirer ma demande").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Retirer ma demande").click()

    assert waiting[0] == "Ce que vous avez envoyé"
    assert "Revenir au club" in page.locator("main h2").all_inner_texts()
