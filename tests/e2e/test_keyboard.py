"""The site with a keyboard only."""

import pytest

pytestmark = pytest.mark.e2e


def focused(page, expression: str):
    return page.evaluate(f"(element => {expression})(document.activeElement)")


def test_first_tab_offers_to_skip_to_the_content(open_page):
    page, _ = open_page("/")

    page.keyboard.press("Tab")
    link = page.locator("a:focus")
    assert link.get_attribute("href") == "#contenu"
    assert link.is_visible()
    page.keyboard.press("Enter")

    assert focused(page, "element.closest('#contenu') !== null") is True


def test_menu_opens_on_a_small_screen(open_page):
    page, _ = open_page("/", width=375)
    first_entry = page.locator("header nav a").first
    assert first_entry.is_hidden()

    page.locator("header details summary").focus()
    page.keyboard.press("Enter")
    first_entry.wait_for(state="visible")
    page.keyboard.press("Tab")

    assert focused(page, "element.closest('header nav') !== null") is True


def test_focus_is_seen_everywhere_on_the_home_page(open_page):
    page, _ = open_page("/")
    steps = page.locator("a:visible, button:visible, summary:visible, input:visible").count()

    unseen = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        if focused(page, "element === document.body"):
            break
        outline = focused(page, "getComputedStyle(element).outlineStyle")
        shadow = focused(page, "getComputedStyle(element).boxShadow")
        if outline == "none" and shadow == "none":
            unseen.append(focused(page, "element.outerHTML"))

    assert unseen == []
