"""One real server with the demo network, one Chromium, for all the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.watch import Watch
from tests.tools.chromium import QUIET, find_chromium
from tests.tools.server import Server, demo_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with demo_server() as running:
        yield running
        # Whatever was asked of it, in any order, nothing broke.
        assert running.breakages() == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip(
            "NOT RUN: there is no Chromium on this machine "
            "(Debian: sudo apt-get install chromium; as root, `make test` does it)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """`open_page(path, width=…, **context options)`: a page in a browser that knows nothing yet.

    The Watch beside it has noted every request, console error and cookie.
    """
    contexts: list[BrowserContext] = []

    def opener(path: str, *, width: int = 1280, **options: object) -> tuple[Page, Watch]:
        options.setdefault("viewport", {"width": width, "height": 900})
        options.setdefault("locale", "fr-FR")
        options.setdefault("reduced_motion", "reduce")
        options.setdefault("base_url", server.url)
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page, str(options["base_url"]))
        page.goto(path, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => true)")
        return page, watch

    yield opener
    for context in contexts:
        context.close()
