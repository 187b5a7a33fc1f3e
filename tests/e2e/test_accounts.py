"""Accounts in a real browser: passkeys, and each account page."""

import re
from pathlib import Path

import pytest

from tests.tools.server import DEMO_PASSWORD

pytestmark = pytest.mark.e2e

MEMBER = "membre@demo.example"
ACCOUNT_PAGES = (
    "/compte/",
    "/compte/adresse/",
    "/compte/mot-de-passe/modifier/",
    "/compte/double-authentification/",
    "/compte/double-authentification/application/activer/",
    "/compte/cles/",
    "/compte/cles/ajouter/",
    "/compte/appareils/",
)


def send(page, button):
    """Press a button of the page and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button).click()


def log_in(open_page, email=MEMBER, **options):
    page, watch = open_page("/compte/connexion/", **options)
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    send(page, re.compile("^Se connecter$"))
    page.wait_for_url("**/club/")
    return page, watch


def prove_identity(page):
    """As what touches the account's safety asks."""
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    send(page, "Continuer")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_account_pages_are_accessible_and_ours(open_page, width, scheme):
    page, watch = log_in(open_page, width=width, color_scheme=scheme)
    page.goto("/compte/cles/ajouter/")
    confirm = watch.axe()
    prove_identity(page)

    found = {}
    for path in ACCOUNT_PAGES:
        page.goto(path)
        assert page.url.endswith(path)
        found[path] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]

    assert confirm == []
    assert found == {path: [] for path in ACCOUNT_PAGES}
    assert (watch.foreign_urls, watch.errors) == ([], [])


def test_a_passkey_is_set_then_enough_to_log_in(open_page, server):
    page, watch = log_in(open_page, base_url=f"http://localhost:{server.port}")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.goto("/compte/cles/ajouter/")
    prove_identity(page)
    page.locator("input[name=name]").fill("Mon téléphone")
    send(page, "Créer la clé")
    codes = page.locator(".codes li").count()
    page.goto("/compte/cles/")
    keys = page.locator(".account-lines h2").all_inner_texts()
    page.goto("/compte/deconnexion/")
    send(page, "Me déconnecter")

    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url("**/club/")

    assert (codes, keys) == (10, ["Mon téléphone"])
    assert "Bastien Chambon" in page.locator("h1").inner_text()

    # And taken off again, so that the other tests find the account as it was.
    page.goto("/compte/cles/")
    page.get_by_role("link", name="Retirer Mon téléphone").click()
    if "confirmer" in page.url:
        page.goto("/compte/confirmer-identite/?next=/compte/cles/")
        prove_identity(page)
        page.get_by_role("link", name="Retirer Mon téléphone").click()
    send(page, "Retirer la clé")
    assert page.locator("main").get_by_text("Aucune clé n’est enregistrée.").count() == 1
    assert watch.errors == []


def test_a_key_that_does_not_answer_is_told(open_page, server):
    page, _ = open_page("/compte/connexion/", base_url=f"http://localhost:{server.port}")
    page.route("**/compte/cles/connexion/", lambda route: route.abort())

    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    told = page.locator("[data-passkey-error]")
    told.wait_for(state="visible")

    assert "La clé n’a pas répondu" in told.inner_text()


def mails_to(server, address: str) -> list[str]:
    """What a worker delivers to the folder of mails, for one address."""
    server.manage("worker", "--once")
    folder = Path(server.env["VAR_DIR"], "mail")
    texts = [one.read_text() for one in sorted(folder.iterdir())] if folder.exists() else []
    return [text for text in texts if f"To: {address}" in text]


def test_an_account_is_opened_without_javascript(open_page, server):
    page, _ = open_page("/compte/inscription/", java_script_enabled=False)
    page.locator("input[name=public_name]").fill("Odile Fageon")
    page.locator("input[name=email]").fill("odile@essai.example")
    page.locator("input[name=password1]").fill("une phrase assez longue")
    send(page, "Ouvrir mon compte")
    (mail,) = mails_to(server, "odile@essai.example")
    page.locator("input[name=code]").fill(re.search(r"^[A-Z0-9-]{6,9}$", mail, re.MULTILINE)[0])
    send(page, "Confirmer")

    assert page.url.endswith("/club/adhesion/")
    assert "Odile Fageon" in page.locator("main").inner_text()
