"""One's profile in a real browser: with scripts and without, at both widths."""

import pytest

from tests.e2e.test_accounts import log_in, send

pytestmark = pytest.mark.e2e

PROFILE = "/club/profil/"
PAGES = (
    PROFILE,
    "/club/profil/apercu/?comme=visiteur",
    "/club/profil/apercu/?comme=adherent",
    "/club/profil/competences/",
    "/club/profil/photo/",
)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_profile_are_accessible_and_ours(open_page, width, scheme):
    page, watch = log_in(open_page, width=width, color_scheme=scheme)

    found = {}
    for path in PAGES:
        page.goto(path)
        found[path] = [*watch.axe(), *[f"{watch.overflow()} px"] * (watch.overflow() > 0)]
    page.goto(PROFILE)
    page.locator("#id_siret").fill("123")
    send(page, "Enregistrer mon profil")
    with_a_mistake = watch.axe()

    assert found == {path: [] for path in PAGES}
    assert page.locator("#erreurs li").all_inner_texts() == [
        "SIRET\u202f: Ce numéro SIRET n’existe pas\u202f: vérifiez ses 14 chiffres."
    ]
    assert with_a_mistake == []
    assert (watch.foreign_urls, watch.errors) == ([], [])


@pytest.mark.parametrize("with_scripts", [True, False])
def test_skills_are_added_and_taken_off(open_page, with_scripts):
    page, _ = log_in(open_page, java_script_enabled=with_scripts)
    page.goto(PROFILE)
    before = page.locator("input[name=kept_skills]").count()
    typed = page.locator("#id_new_skills")
    typed.press_sequentially("Paie, Vannerie d’osier")
    if with_scripts:
        typed.press("Enter")
        assert page.locator("[data-skill-chips] label").all_inner_texts() == [
            "Paie",
            "Vannerie d’osier",
        ]
    send(page, "Enregistrer mon profil")
    boxes = page.locator("input[name=kept_skills]")

    assert boxes.count() == before + 2
    assert "compétence est nouvelle" in page.locator("main").inner_text()

    # And taken off again, so that the other tests find the profile as it was.
    for name in ("Paie", "Vannerie d’osier"):
        page.locator(f'input[name=kept_skills][value="{name}"]').uncheck()
    send(page, "Enregistrer mon profil")
    assert boxes.count() == before
