"""The catalogue and the directory as pages: who sees what, whatever is asked, in few queries."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from club.members.models import VISIBLE_FIELDS, Member, Visibility
from club.members.profiles import save_profile
from club.members.skills import add_synonym
from club.telecentres.freshness import VERSION_KEY
from tests.club.members.factories import UserFactory, make_member, make_skill
from tests.club.members.test_visibility import SECRETS, TYPED, secretive
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db

PUBLIC, CLUB = "/annuaire/", "/club/annuaire/"
# Of the address of a page: every filter, filled with what means nothing.
HOSTILE = [
    {"q": "\x00"},
    {"q": "\ufffd"},
    {"q": "a" * 10_000},
    {"q": "' OR 1=1 --"},
    {"q": "<script>alert(1)</script>"},
    {"q": "%"},
    {"page": "abc"},
    {"page": "-1"},
    {"page": "9" * 30},
    {"page": ""},
    {"km": "-5"},
    {"km": "abc", "commune": "Murat"},
    {"commune": "\x00<b>"},
    {"commune": "é" * 10_000},
    {"commune": "15100"},
    {"competence": ["-1", "\x00", "é", "a" * 500] * 50},
    {"telecentre": "nulle-part"},
    {"statut": "roi"},
    {"disponibilite": ["now", "jamais"]},
    {"vue": "<i>"},
    {"inconnu": "1"},
]


@pytest.fixture(autouse=True)
def _remembered_frame():
    """The frame of the page is read once, as on a site that has been running for a while."""
    cache.clear()
    cache.set(VERSION_KEY, "first")
    yield
    cache.clear()


@pytest.fixture
def insider() -> Client:
    """An active member whom no list shows: their profile is stale."""
    client = Client()
    stale = timezone.now() - timedelta(days=400)
    client.force_login(make_member("Lecteur", last_confirmed_at=stale).user)
    return client


@pytest.fixture(autouse=True)
def _skills():
    make_skill("Zeugmatique")
    make_skill("Comptabilité", "compta")


def in_catalogue(name: str, **fields) -> Member:
    shown = {f"show_{field}": Visibility.PUBLIC for field in VISIBLE_FIELDS}
    return make_member(name, is_in_public_catalogue=True, **shown | fields)


def names(response) -> list[str]:
    return [card["seen"].name for card in response.context["cards"]]


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def test_a_visitor_finds_three_independents_by_their_trade(client):
    for name in ("Anne", "Brice", "Zoé"):
        in_catalogue(name, skills=("Comptabilité",))
    make_member("Cachée", skills=("Comptabilité",))

    page = client.get(PUBLIC, {"q": "compta"})

    assert names(page) == ["Anne", "Brice", "Zoé"]
    assert (page.status_code, page.cookies, page["X-Robots-Tag"]) == (200, {}, "noindex")
    assert 'method="post"' not in text_of(page)


def test_the_bare_catalogue_is_for_search_engines_and_says_its_address(client):
    in_catalogue("Anne")

    page = client.get(PUBLIC)

    assert "X-Robots-Tag" not in page
    assert '<link rel="canonical" href="http://testserver/annuaire/">' in text_of(page)


def test_a_member_who_is_logged_in_sees_the_catalogue_as_a_visitor_does(insider):
    make_member("Pour le club")

    assert names(insider.get(PUBLIC)) == []
    assert names(insider.get(CLUB)) == ["Pour le club"]


@pytest.mark.parametrize("base", [PUBLIC, CLUB])
@pytest.mark.parametrize("level", Visibility.values)
def test_a_hidden_value_stands_in_no_page_list_file_or_card(insider, base, level):
    """Each page that tells of a person, with every field at one level."""
    member = secretive(**dict.fromkeys(VISIBLE_FIELDS, level))
    is_public = base == PUBLIC
    one = f"{base}{member.pk}{'-odile-bessou' if is_public else ''}/"

    told = "".join(
        text_of(insider.get(path))
        for path in (
            base,
            f"{base}?vue=liste",
            f"{base}annuaire.csv",
            one,
            f"{one}carte.vcf",
        )
    )

    is_shown = level >= (2 if is_public else 1)
    # The name of a photograph is told to nobody: its address is the number of the member.
    expected = set(SECRETS) - {"photo"} if is_shown else set()
    assert {name for name, secret in SECRETS.items() if secret in told} == expected
    assert "Odile Bessou" in told
    assert member.user.email not in told


@pytest.mark.parametrize("base", [PUBLIC, CLUB])
def test_no_search_page_finds_or_corrects_by_a_hidden_value(insider, base):
    secretive(**dict.fromkeys(VISIBLE_FIELDS, Visibility.NOBODY))

    for typed in filter(None, TYPED.values()):
        for text in (typed, f"{typed[:-1]}q"):
            page = insider.get(base, {"q": text})
            assert (names(page), page.context["corrected"]) == ([], "")
            page = insider.get("/recherche/", {"q": text, "type": "annuaire"})
            assert page.context["results"] == []
    filters = {
        "competence": "zeugmatique",
        "telecentre": "zourlac",
        "statut": "micro",
        "disponibilite": "now",
        "commune": "Zilvignac",
    }
    for name, value in filters.items():
        assert names(insider.get(base, {name: value})) == []
    assert insider.get(base).context["facets"] == []


def test_what_is_hidden_again_leaves_the_kept_page_at_once(
    client, django_capture_on_commit_callbacks
):
    member = in_catalogue("Odile", headline="zaphirin")
    assert "zaphirin" in text_of(client.get(PUBLIC))

    with django_capture_on_commit_callbacks(execute=True):
        save_profile(member, show_headline=Visibility.CLUB)

    assert "zaphirin" not in text_of(client.get(PUBLIC))


def test_who_is_not_found_does_not_exist(client, insider):
    club_only = make_member("Pour le club")
    suspended = make_member("Suspendue", state="suspended", is_in_public_catalogue=True)

    answers = {
        path: (
            client.get(path).status_code
            if path.startswith(PUBLIC)
            else insider.get(path).status_code
        )
        for path in (
            f"{PUBLIC}{club_only.pk}-pour-le-club/",
            f"{PUBLIC}{club_only.pk}-pour-le-club/carte.vcf",
            f"{PUBLIC}{suspended.pk}-suspendue/",
            f"{CLUB}{suspended.pk}/",
            f"{CLUB}{suspended.pk}/carte.vcf",
            f"{CLUB}0/",
            f"{CLUB}{10**30}/",
            f"{PUBLIC}{10**30}-x/",
            f"{CLUB}-1/",
        )
    }

    assert set(answers.values()) == {404}


def test_the_public_page_of_a_person_has_one_address(client):
    member = in_catalogue("Élodie Œuvrard")

    answer = client.get(f"{PUBLIC}{member.pk}-ancien-nom/")

    assert (answer.status_code, answer["Location"]) == (
        301,
        f"{PUBLIC}{member.pk}-elodie-oeuvrard/",
    )
    assert client.get(answer["Location"]).status_code == 200


def test_a_name_without_a_latin_letter_has_an_address_too(client):
    member = in_catalogue("李明")

    assert client.get(f"{PUBLIC}{member.pk}-profil/").status_code == 200


def test_what_a_person_writes_never_runs(client):
    hostile = "</script><script>alert(1)</script>"
    member = in_catalogue(
        "Odile", headline=hostile, activity=hostile, biography=hostile, company=hostile
    )

    told = text_of(client.get(f"{PUBLIC}{member.pk}-odile/")) + text_of(client.get(PUBLIC))

    assert "<script>alert" not in told
    assert "\\u003C/script\\u003E" in told


@pytest.mark.parametrize("asked", HOSTILE, ids=repr)
@pytest.mark.parametrize("path", [PUBLIC, CLUB, f"{PUBLIC}annuaire.csv", f"{CLUB}annuaire.csv"])
def test_whatever_is_asked_is_answered(insider, path, asked):
    in_catalogue("Odile")

    page = insider.get(path, asked)

    assert page.status_code == 200
    assert "<script>alert" not in text_of(page)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("COMPTABILITE", ""), ("compta", ""), ("conptabilité", "comptabilité")],
)
def test_accents_synonyms_and_typing_errors_find(client, typed, corrected):
    in_catalogue("Odile", skills=("Comptabilité",))

    page = client.get(PUBLIC, {"q": typed, "vue": "liste"})

    assert (names(page), page.context["corrected"]) == (["Odile"], corrected)
    asked = parse_qs(urlsplit(page.context["corrected_url"]).query)
    assert asked == {"vue": ["liste"]} | ({"q": [corrected]} if corrected else {})


def test_a_new_synonym_finds_at_once(client, django_capture_on_commit_callbacks):
    skill = make_skill("Plomberie")
    in_catalogue("Odile", skills=("Plomberie",))
    with django_capture_on_commit_callbacks(execute=True):
        add_synonym(skill, name="Zingueur")

    assert names(client.get(PUBLIC, {"q": "zingueur"})) == ["Odile"]


def test_each_filter_in_force_can_be_taken_off(client):
    commune = CommuneFactory(name="Murat")
    in_catalogue(
        "Odile", skills=("Comptabilité",), commune=commune, headline="Murat", availability="now"
    )
    asked = {
        "q": "odile",
        "competence": "comptabilite",
        "disponibilite": "now",
        "commune": "murat",
        "km": "10",
        "page": "1",
    }

    page = client.get(PUBLIC, asked)

    labels = ["«\u202fodile\u202f»", "à moins de 10\u202fkm de Murat", "Comptabilité", "Disponible"]
    assert [chip["label"] for chip in page.context["chips"]] == labels
    kept = {"q", "competence", "disponibilite", "commune", "km"}
    left = [set(parse_qs(urlsplit(chip["url"]).query)) for chip in page.context["chips"]]
    assert left == [
        kept - {"q"},
        kept - {"commune", "km"},
        kept - {"competence"},
        kept - {"disponibilite"},
    ]


def test_a_filter_that_leaves_nobody_keeps_its_name_and_shows_ways_out(client):
    in_catalogue("Odile")

    page = client.get(PUBLIC, {"competence": "comptabilite"})

    assert names(page) == []
    assert [chip["label"] for chip in page.context["chips"]] == ["Comptabilité"]
    assert "Chercher sans Comptabilité" in text_of(page)


@pytest.mark.parametrize(
    "typed", ["Saint-Flour", "st flour", "SAINT FLOUR", "15100", " saint-flour "]
)
def test_a_commune_is_read_as_people_write_it(client, typed):
    CommuneFactory(name="Saint-Flour", postcodes="15100", departement="63", population=9000)
    ours = CommuneFactory(name="Saint-Flour", postcodes="15100 15101", population=6000)

    asked = client.get(PUBLIC, {"commune": typed, "km": "30"}).context["asked"]

    assert (asked.filters.commune, asked.filters.km, asked.unknown_commune) == (ours, 30, "")


def test_a_commune_that_nobody_knows_is_told_and_left_out(client):
    in_catalogue("Odile")

    page = client.get(PUBLIC, {"commune": "Trifouillis", "km": "30"})

    assert names(page) == ["Odile"]
    assert page.context["asked"].unknown_commune == "Trifouillis"
    assert "ne connaissons pas la commune «\u202fTrifouillis\u202f»" in text_of(page)


def test_pages_keep_the_question_and_name_their_neighbours(client):
    home = TelecentreFactory(slug="murat")
    for number in range(50):
        in_catalogue(f"Personne {number:02}", home_telecentre=home)

    page = client.get(PUBLIC, {"telecentre": "murat", "page": "2"})

    assert names(page) == [f"Personne {number:02}" for number in range(24, 48)]
    assert '<link rel="prev" href="/annuaire/?telecentre=murat">' in text_of(page)
    assert '<link rel="next" href="/annuaire/?telecentre=murat&amp;page=3">' in text_of(page)
    assert "50 personnes" in text_of(page)


def test_in_the_club_one_writes_to_others_and_not_to_oneself(client):
    me, other = make_member("Moi"), make_member("Autre")
    client.force_login(me.user)

    mine, theirs = (client.get(reverse("directory:detail", args=[one.pk])) for one in (me, other))

    assert [page.context.get("is_self") for page in (mine, theirs)] == [True, False]
    assert "tel que les adhérents du club le voient" in text_of(mine)


@pytest.mark.parametrize("member", [None, "suspended", "expired", "application"])
def test_the_directory_of_the_club_is_closed_to_others(client, member):
    other = make_member("Autre")
    user = make_member(state=member).user if member else UserFactory()
    client.force_login(user)

    for path in ("", "annuaire.csv", f"{other.pk}/", f"{other.pk}/carte.vcf"):
        answer = client.get(f"{CLUB}{path}")
        assert (answer.status_code, answer["Location"]) == (302, "/club/adhesion/")


QUESTIONS = ["", "?q=compta&vue=liste", "?q=conpta&commune=Murat&km=50&competence=comptabilite"]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("base", "budget"), [(PUBLIC, 15), (CLUB, 20)])
def test_a_page_costs_the_same_for_one_and_for_many(
    insider, base, budget, question, django_assert_max_num_queries
):
    reader = Client() if base == PUBLIC else insider
    commune = CommuneFactory(name="Murat")
    # A parameter that the page cache does not know: the page is made anew.
    path = f"{base}{question}{'&' if question else '?'}anew=1"
    costs = []
    for more in (1, 10):
        for _ in range(more):
            in_catalogue("Odile", skills=("Comptabilité", "Zeugmatique"), commune=commune)
        cache.set(VERSION_KEY, f"with-{more}-more")
        reader.get(path)
        with django_assert_max_num_queries(budget) as captured:
            assert len(names(reader.get(path))) == (1 if more == 1 else 11)
        costs.append(len(captured.captured_queries))

    assert costs[0] == costs[1]
