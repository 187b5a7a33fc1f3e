"""« Mon profil »: writing it, and seeing it as others do."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from club.members import registry
from club.members.models import VISIBLE_FIELDS, Member, Skill, Visibility
from club.members.profile_forms import ProfileForm
from club.members.registry import Section, register_section
from club.members.visibility import Reader
from club.telecentres.freshness import VERSION_KEY
from tests.club.members.factories import SIRET, make_member, make_skill
from tests.club.telecentres.factories import CommuneFactory

pytestmark = pytest.mark.django_db
PAGE = "/club/profil/"
PREVIEW = "/club/profil/apercu/"
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _remembered_frame():
    """The menu and the footer are read once, as on a site that has been running for a while."""
    cache.clear()
    cache.set(VERSION_KEY, "first")
    yield
    cache.clear()


@pytest.fixture
def member(client) -> Member:
    member = make_member("Odile Bessou", headline="Avant")
    client.force_login(member.user)
    return member


def posted(member: Member, **changes) -> dict:
    """What the browser sends: the form as it is shown, with these changes."""
    member = Member.objects.for_cards().get(pk=member.pk)
    initial = ProfileForm(member=member).initial
    return {name: value for name, value in initial.items() if value is not False} | changes


def main_of(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def errors_of(response) -> list[str]:
    return re.findall(r'<li><a href="#id_\w+">([^<]+)</a></li>', main_of(response))


def told_by(response) -> list[str]:
    """The messages at the top of the page."""
    return [str(message) for message in response.context["messages"]]


# --- Writing -------------------------------------------------------------------------------------


def test_everything_a_member_says_is_written(client, member):
    make_skill("Paie", "fiches de paie")
    murat = CommuneFactory(name="Murat", postcodes="15300")

    response = client.post(
        PAGE,
        posted(
            member,
            public_name="Odile B.",
            headline="Vos fiches de paie",
            commune="15300 Murat",
            siret="732 829 320 00074",
            biography="Bonjour.\r\nÀ bientôt 🙂",
            link_1="odile.example",
            link_2="https://odile.example",
            new_skills="Fiches de paie; PAIE",
            availability="now",
            show_siret=Visibility.NOBODY,
            show_headline=Visibility.PUBLIC,
            is_in_public_catalogue="on",
        ),
        follow=True,
    )

    member.refresh_from_db()
    member.user.refresh_from_db()
    assert told_by(response) == ["Votre profil est enregistré, et confirmé pour douze mois."]
    assert (member.user.public_name, member.headline) == ("Odile B.", "Vos fiches de paie")
    assert (member.commune, member.siret, member.availability) == (murat, SIRET, "now")
    assert member.biography == "Bonjour.\nÀ bientôt 🙂"
    assert member.links == ["https://odile.example"]
    assert [skill.name for skill in member.skills.all()] == ["Paie"]
    assert (member.show_siret, member.show_headline) == (Visibility.NOBODY, Visibility.PUBLIC)
    assert (member.show_biography, member.is_in_public_catalogue) == (Visibility.CLUB, True)


def test_the_form_shows_what_was_written_and_sending_it_as_it_is_changes_nothing(client, member):
    make_skill("Paie")
    client.post(PAGE, posted(member, new_skills="Paie", siret=SIRET, is_in_public_catalogue="on"))
    before = Member.objects.values().get()

    client.post(PAGE, posted(member, is_in_public_catalogue="on"))

    after = Member.objects.values().get()
    assert {k: v for k, v in after.items() if v != before[k]}.keys() == {"last_confirmed_at"}
    assert [skill.name for skill in member.skills.all()] == ["Paie"]


def test_each_field_has_its_setting_of_visibility_beside_it(client, member):
    html = main_of(client.get(PAGE))

    selects = re.findall(r'<select name="show_(\w+)"', html)
    assert sorted(selects) == sorted(VISIBLE_FIELDS)
    assert html.count('<option value="1" selected>Les adhérents du club</option>') == len(selects)


def test_a_new_skill_is_a_suggestion_and_the_person_is_told(client, member):
    make_skill("Paie")

    response = client.post(PAGE, posted(member, new_skills="Paie, Vannerie"), follow=True)

    (skill,) = Skill.objects.suggested()
    assert (skill.name, skill.suggested_by) == ("Vannerie", member.user)
    assert told_by(response)[1] == (
        "«\u202fVannerie\u202f»\u202f: cette compétence est nouvelle. L’équipe va la relire\u202f; "
        "d’ici là, personne d’autre ne la voit."
    )
    assert "Vannerie (proposée, en attente)" in main_of(response)


def test_a_skill_is_taken_off_by_its_box(client):
    member = make_member(skills=("Paie", "Vannerie"))
    client.force_login(member.user)

    client.post(PAGE, posted(member, kept_skills=["Vannerie"]))

    assert [skill.name for skill in member.skills.all()] == ["Vannerie"]


def test_sending_twice_writes_once(client, member):
    form = posted(member, headline="Deux fois", new_skills="Vannerie")

    answers = [client.post(PAGE, form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (Skill.objects.count(), member.skills.count(), Member.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"siret": "732 829 320 00075"}, ["SIRET\u202f: Ce numéro SIRET n’existe pas"]),
        ({"siret": "1234"}, ["SIRET\u202f: Ce numéro SIRET n’existe pas"]),
        ({"link_1": "javascript:alert(1)"}, ["Premier lien\u202f: Cette adresse n’est pas"]),
        ({"link_2": "ftp://exemple.fr"}, ["Deuxième lien\u202f: Cette adresse n’est pas"]),
        ({"commune": "Nulle-Part"}, ["Commune\u202f: Nous ne connaissons pas cette commune"]),
        ({"commune": "Mura"}, ["Commune\u202f: Précisez la commune. Vouliez-vous dire"]),
        ({"public_name": ""}, ["Nom public\u202f: Champ requis."]),
        ({"public_name": "x" * 10_000}, ["Nom public\u202f: Assurez-vous"]),
        ({"headline": "x" * 10_000}, ["En une phrase\u202f: Assurez-vous"]),
        ({"headline": "a\x00b"}, ["En une phrase\u202f: Le caractère nul"]),
        ({"biography": "x" * 1_000_000}, ["Présentation\u202f: Assurez-vous"]),
        ({"new_skills": "x" * 81}, ["En ajouter\u202f: «\u202fxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"]),
        ({"new_skills": "🙂"}, ["En ajouter\u202f: «\u202f🙂\u202f»\u202f: Donnez une"]),
        ({"new_skills": "a\x00b"}, ["En ajouter\u202f: Le caractère nul"]),
        (
            {"new_skills": ",".join(f"métier {letter}" for letter in "bcefghijkmnopqrstuvwx")},
            ["En ajouter\u202f: Choisissez 20 compétences au plus."],
        ),
        ({"show_siret": "9"}, ["SIRET\u202f: visible par\u202f: Choisissez une des réponses"]),
        ({"show_siret": ""}, ["SIRET\u202f: visible par\u202f: Choisissez une des réponses"]),
        ({"professional_status": "roi"}, ["Statut\u202f: Choisissez une des réponses"]),
        ({"home_telecentre": "9" * 30}, ["Télécentre d’attache\u202f: Choisissez une des"]),
    ],
)
def test_a_mistake_is_told_and_nothing_that_was_typed_is_lost(client, member, changes, errors):
    CommuneFactory(name="Murat", postcodes="15300")
    typed = posted(member, offers="Ce que j’ai tapé", kept_skills=["Vannerie"]) | changes

    response = client.post(PAGE, typed)

    html = main_of(response)
    found = errors_of(response)
    assert response.status_code == 200
    assert [told[: len(wanted)] for told, wanted in zip(found, errors, strict=True)] == errors
    assert "Ce que j’ai tapé" in html
    assert re.search(r'name="kept_skills" value="Vannerie"[^>]* checked', html)
    member.refresh_from_db()
    assert (member.headline, member.offers, Skill.objects.count()) == ("Avant", "", 0)


def test_the_near_communes_are_named(client, member):
    CommuneFactory(name="Murat", postcodes="15300")

    response = client.post(PAGE, posted(member, commune="Mura"))

    assert errors_of(response) == [
        "Commune\u202f: Précisez la commune. Vouliez-vous dire «\u202f15300 Murat\u202f»\u202f?"
    ]


def test_what_a_member_types_never_runs(client, member):
    attack = "<script>alert(1)</script>"
    client.post(PAGE, posted(member, headline=attack, biography=attack, new_skills=attack))

    for path in (PAGE, f"{PREVIEW}?comme=adherent"):
        assert attack not in client.get(path).content.decode()


def test_one_knows_what_would_be_public_before_opting_in(client, member):
    nothing = main_of(client.get(PAGE))
    client.post(PAGE, posted(member, headline="Bonjour", show_headline=Visibility.PUBLIC))
    something = main_of(client.get(PAGE))

    assert "figurerait votre <strong>nom public</strong> seulement" in nothing
    assert "«\u202fTout le monde\u202f»\u202f: <strong>en une phrase</strong>" in something


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_one_says(client, django_assert_num_queries, count):
    names = ("Paie", "Vannerie", "Couture")[:count]
    for name in names:
        make_skill(name)
    member = make_member(skills=names, commune=CommuneFactory())
    client.force_login(member.user)
    counted = {PAGE: 13, PREVIEW: 9, "/club/profil/competences/": 10}

    for path, number in counted.items():
        client.get(path)
        with django_assert_num_queries(number):
            client.get(path)


# --- As others see it ----------------------------------------------------------------------------


def test_the_preview_is_what_each_reader_sees(client, member):
    make_skill("Paie")
    client.post(
        PAGE,
        posted(
            member,
            headline="Pour tous",
            activity="Pour le club",
            company="Pour personne",
            new_skills="Paie, Vannerie",
            show_headline=Visibility.PUBLIC,
            show_company=Visibility.NOBODY,
        ),
    )

    texts = ("Pour tous", "Pour le club", "Pour personne", "Paie", "Vannerie")
    seen = {}
    for reader in ("visiteur", "adherent", "", "ailleurs"):
        html = client.get(PREVIEW, {"comme": reader}).content.decode()
        seen[reader] = [text for text in texts if text in html]

    visitor = ["Pour tous"]
    assert seen == {
        "visiteur": visitor,
        "adherent": ["Pour tous", "Pour le club", "Paie"],
        "": visitor,
        "ailleurs": visitor,
    }


def test_the_preview_says_when_nobody_finds_the_profile(client, member):
    out = "Aujourd’hui, aucun visiteur ne voit cette page"
    stale = "Aujourd’hui, personne ne voit cette page"

    first = [
        client.get(PREVIEW, {"comme": who}).content.decode() for who in ("visiteur", "adherent")
    ]
    Member.objects.update(is_in_public_catalogue=True, last_confirmed_at=NOW - 400 * DAY)
    then = [
        client.get(PREVIEW, {"comme": who}).content.decode() for who in ("visiteur", "adherent")
    ]

    assert [(out in html, stale in html) for html in first] == [(True, False), (False, False)]
    assert [(out in html, stale in html) for html in then] == [(False, True), (False, True)]


def test_a_section_ends_the_profile_for_the_readers_it_is_for(client, member, monkeypatch):
    monkeypatch.setattr(registry, "_sections", {})
    register_section(
        Section(
            "essai",
            "Ses sujets du forum",
            "icons/check.html",
            lambda one, reader: {"n": one.pk} if reader is Reader.CLUB else None,
        )
    )

    pages = [
        client.get(PREVIEW, {"comme": who}).content.decode() for who in ("visiteur", "adherent")
    ]

    assert ["Ses sujets du forum" in html for html in pages] == [False, True]


# --- The list of skills --------------------------------------------------------------------------


def test_skills_are_found_in_the_list_and_added(client, member):
    make_skill("Comptabilité", "tenue de comptes", family=Skill.Family.MANAGEMENT)
    make_skill("Vannerie", family=Skill.Family.CRAFT)
    address = "/club/profil/competences/"

    found = main_of(client.get(address, {"q": "comptes"}))
    added = client.post(f"{address}ajouter/", {"skill": ["comptabilite", "inconnue"]}, follow=True)
    again = client.post(f"{address}ajouter/", {"skill": ["comptabilite"]}, follow=True)

    assert re.findall(r"<legend>(.+?)</legend>", found) == ["Gestion et comptabilité"]
    assert told_by(added) == ["Ajouté à votre profil\u202f: Comptabilité."]
    assert told_by(again) == ["Rien de nouveau\u202f: cochez les compétences à ajouter."]
    assert [skill.name for skill in member.skills.all()] == ["Comptabilité"]


def test_the_twenty_first_skill_is_refused(client):
    names = [f"Métier {letter}" for letter in "bcefghijkmnopqrstuvwx"]
    for name in names:
        make_skill(name)
    member = make_member(skills=tuple(names[:20]))
    client.force_login(member.user)
    last = Skill.objects.get(name=names[20])

    response = client.post("/club/profil/competences/ajouter/", {"skill": last.slug}, follow=True)

    assert told_by(response) == ["Choisissez 20 compétences au plus."]
    assert member.skills.count() == 20


@pytest.mark.parametrize("text", ["x" * 10_000, "🙂", "%00", "de la"])
def test_any_question_is_answered(client, member, text):
    make_skill("Paie")

    assert "Aucune compétence de ce nom" in main_of(
        client.get("/club/profil/competences/", {"q": text})
    )


# --- Freshness -----------------------------------------------------------------------------------


def test_a_profile_is_confirmed_by_one_button(client, member):
    Member.objects.update(last_confirmed_at=NOW - 400 * DAY, hidden_at=NOW)

    before = main_of(client.get(PAGE))
    after = client.post("/club/profil/confirmer/", follow=True)

    assert "Votre profil a quitté l’annuaire" in before
    assert told_by(after) == ["Merci\u202f! Votre profil est confirmé pour douze mois."]
    assert Member.objects.in_directory().get() == member


@pytest.mark.parametrize(("days", "is_asked"), [(181, False), (183, True), (400, True)])
def test_the_dashboard_asks_when_six_months_have_passed(client, member, days, is_asked):
    Member.objects.update(last_confirmed_at=NOW - days * DAY)

    html = client.get("/club/").content.decode()

    assert ('action="/club/profil/confirmer/"' in html) == is_asked


def test_the_button_of_the_dashboard_carries_its_token(member):
    from django.test import Client

    Member.objects.update(last_confirmed_at=NOW - 200 * DAY)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member.user)
    html = browser.get("/club/").content.decode()
    form = html[html.index('action="/club/profil/confirmer/"') :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]

    response = browser.post("/club/profil/confirmer/", {"csrfmiddlewaretoken": token})

    member.refresh_from_db()
    assert (response.status_code, member.last_confirmed_at > NOW - DAY) == (302, True)
