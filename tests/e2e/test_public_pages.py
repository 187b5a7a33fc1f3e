"""Each public page type in Chromium: accessible, frugal, from our own server only."""

import re

import pytest

from tests.e2e.paths import FIXED, READ_ONLY, path_of

pytestmark = pytest.mark.e2e

every_page = pytest.mark.parametrize("name", FIXED)
# Bytes that travel and requests made, by a reader who comes for the first time.
HOME_BUDGET = (150_000, 12)
PAGE_BUDGET = (300_000, 25)


def expected_errors(name: str) -> int:
    """Chromium writes one error line for the page itself when it answers 404."""
    return 1 if name == "not found" else 0


@every_page
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, server, name, width, scheme):
    page, watch = open_page(path_of(name, server.url), width=width, color_scheme=scheme)

    assert watch.axe() == []
    assert page.locator("h1").count() == 1


@every_page
def test_page_stays_at_home(open_page, server, name):
    _page, watch = open_page(path_of(name, server.url))

    assert watch.foreign_urls == []
    assert len(watch.errors) == expected_errors(name), watch.errors


@pytest.mark.parametrize("name", READ_ONLY)
def test_reading_sets_no_cookie(open_page, server, name):
    _page, watch = open_page(path_of(name, server.url))

    assert watch.cookies == []


@every_page
def test_page_is_frugal(open_page, server, name):
    _page, watch = open_page(path_of(name, server.url))

    most_bytes, most_requests = HOME_BUDGET if name == "home" else PAGE_BUDGET
    assert watch.bytes <= most_bytes
    assert len(watch.urls) <= most_requests, watch.urls


@every_page
@pytest.mark.parametrize("width", [320, 768, 1600])
def test_page_never_scrolls_sideways(open_page, server, name, width):
    _page, watch = open_page(path_of(name, server.url), width=width)

    assert watch.overflow() == 0


@every_page
def test_page_is_whole_without_javascript(open_page, server, name):
    path = path_of(name, server.url)
    with_script, _ = open_page(path)
    without, _ = open_page(path, java_script_enabled=False)

    assert main_text(without) == main_text(with_script)
    assert without.locator("a:visible").count() == with_script.locator("a:visible").count()


# Passkeys alone need a script: without one, a sentence stands in the place of their button.
PASSKEYS = re.compile(r"Se connecter avec une clé d’accès|Les clés d’accès demandent[^.]*\.")


def main_text(page) -> str:
    text = PASSKEYS.sub("", page.locator("main").inner_text())
    return " ".join(text.split())
