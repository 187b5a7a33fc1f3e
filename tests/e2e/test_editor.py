"""An editor's main job: change a page in the back office, and see it published."""

import re

import pytest

from tests.tools.server import DEMO_PASSWORD

pytestmark = pytest.mark.e2e

EDITED = "/je-m-installe/"
SENTENCE = "Une phrase ajoutée ce matin par l’éditrice."


def log_in(open_page, email):
    page, watch = open_page("/gestion/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/gestion/")
    return page, watch


def open_editor(page):
    """The edit form of the page, found by its title as an editor does."""
    page.goto("/gestion/pages/search/?q=installe")
    page.locator("main td.title a", has_text="Je m’installe").first.click()
    page.wait_for_load_state("networkidle")


def choose_action(page, button):
    """An action of the menu beside « Enregistrer le brouillon »."""
    page.locator("footer .w-dropdown__toggle").click()
    page.locator(button).first.click()
    page.wait_for_url("**/gestion/pages/*/")


def shown_to_a_visitor(open_page) -> str:
    page, _ = open_page(EDITED)
    return page.locator("main").inner_text()


def test_editor_proposes_a_change_and_the_manager_publishes_it(open_page):
    assert SENTENCE not in shown_to_a_visitor(open_page)

    editor, watched_editor = log_in(open_page, "editeur@demo.example")
    open_editor(editor)
    editor.locator("textarea[name=introduction]").fill(SENTENCE)
    choose_action(editor, "button[name=action-submit]")
    assert SENTENCE not in shown_to_a_visitor(open_page)

    manager, watched_manager = log_in(open_page, "gestionnaire@demo.example")
    open_editor(manager)
    choose_action(manager, "button[data-workflow-action-name=approve]")

    assert SENTENCE in shown_to_a_visitor(open_page)
    for watch in (watched_editor, watched_manager):
        assert watch.foreign_urls == []
        assert watch.errors == []


def test_wrong_password_is_said_in_french_and_the_address_kept(open_page):
    page, _ = open_page("/compte/connexion/")

    page.locator("input[name=login]").fill("editeur@demo.example")
    page.locator("input[name=password]").fill("pas le bon du tout")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("load")

    assert page.locator("input[name=login]").input_value() == "editeur@demo.example"
    assert (
        page.locator("main").get_by_text(re.compile("ne sont pas|n’est pas|incorrect")).count() > 0
    )


def test_back_office_is_closed_to_visitors(open_page, server):
    page, _ = open_page("/gestion/")

    assert page.url == f"{server.url}/compte/connexion/?next=/gestion/"
