"""What leaves a directory as a file: spreadsheets, contacts, hits of the search page."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from club.members.directory_provider import find_members, read_members
from club.members.models import VISIBLE_FIELDS, Visibility
from club.members.vcard import vcard
from club.members.visibility import SeenMember, SeenSkill
from club.telecentres.query import Query
from tests.club.members.factories import make_member, make_skill

pytestmark = pytest.mark.django_db

PUBLIC = {f"show_{field}": Visibility.PUBLIC for field in VISIBLE_FIELDS}


def rows(response) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def test_a_spreadsheet_opens_as_french_ones_expect(client):
    make_member("Zoé; Vidal", is_in_public_catalogue=True, headline='Un "mot"\nici', **PUBLIC)

    response = client.get("/annuaire/annuaire.csv")

    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbfNom;En une phrase;")
    assert 'filename="annuaire.csv"' in response["Content-Disposition"]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = rows(client.get("/annuaire/annuaire.csv"))
    assert (row["Nom"], row["En une phrase"]) == ("Zoé; Vidal", 'Un "mot"\nici')
    assert row["Page"].startswith("http://testserver/annuaire/")


@pytest.mark.parametrize("text", ["=1+1", "+33", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_a_cell_is_never_a_formula(client, text):
    make_member("=HYPERLINK(1)", is_in_public_catalogue=True, company=text, **PUBLIC)

    (row,) = rows(client.get("/annuaire/annuaire.csv"))

    assert (row["Nom"], row["Entreprise"]) == ("'=HYPERLINK(1)", f"'{text}")


def test_a_spreadsheet_holds_the_whole_search_and_nothing_else(client):
    for number in range(30):
        make_member(
            f"Personne {number:02}",
            is_in_public_catalogue=True,
            activity="Vannière" if number else "Potière",
            **PUBLIC,
        )

    found = rows(client.get("/annuaire/annuaire.csv", {"q": "vanniere", "page": "2"}))

    assert [row["Nom"] for row in found] == [f"Personne {number:02}" for number in range(1, 30)]


def unfolded(card: str) -> list[str]:
    return card.replace("\r\n ", "").split("\r\n")


def test_a_contact_says_all_that_is_seen_escaped():
    seen = SeenMember(
        pk=5,
        name="Odile; Bessou, fille",
        confirmed_at=datetime(2027, 1, 4, 9, 30, tzinfo=UTC),
        headline="Vos comptes\r\nau clair \\o/",
        activity="Comptable",
        company="Bessou",
        commune="Murat",
        skills=(SeenSkill("Paie, fiches", "paie"), SeenSkill("Gestion", "gestion")),
        links=("https://bessou.example/?a=1,2;3",),
    )

    assert unfolded(vcard(seen, url="https://site.example/annuaire/5-x/")) == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Odile\\; Bessou\\, fille",
        "N:Odile\\; Bessou\\, fille;;;;",
        "ORG:Bessou",
        "TITLE:Comptable",
        "ADR;TYPE=WORK:;;;Murat;;;",
        "NOTE:Vos comptes\\nau clair \\\\o/",
        "CATEGORIES:Paie\\, fiches,Gestion",
        "URL:https://bessou.example/?a=1,2;3",
        "SOURCE:https://site.example/annuaire/5-x/",
        "REV:2027-01-04T09:30:00Z",
        "END:VCARD",
        "",
    ]


def test_a_contact_of_who_shows_nothing_is_a_name():
    card = vcard(SeenMember(pk=5, name="Odile", confirmed_at=None), url="https://site.example/")

    assert unfolded(card)[2:-1] == [
        "FN:Odile",
        "N:Odile;;;;",
        "SOURCE:https://site.example/",
        "END:VCARD",
    ]


@pytest.mark.parametrize("text", ["é" * 200, "😀" * 60, "a" * 75, "mot " * 60])
def test_long_lines_are_folded_between_characters(text):
    card = vcard(SeenMember(pk=5, name=text, confirmed_at=None), url="https://site.example/")

    assert max(len(line.encode()) for line in card.split("\r\n")) <= 75
    assert unfolded(card)[2] == f"FN:{text}"


def test_a_line_of_a_contact_cannot_be_added_by_who_writes():
    card = vcard(
        SeenMember(
            pk=5, name="O\r\nTEL:1", confirmed_at=None, links=("https://a.example/\r\nX:1",)
        ),
        url="https://site.example/",
    )

    assert [line.split(":")[0] for line in unfolded(card)[2:-1]] == [
        "FN",
        "N",
        "URL",
        "SOURCE",
        "END",
    ]


def test_a_contact_is_a_file_with_a_quoted_name(client):
    member = make_member('Zoé "Vidal"', is_in_public_catalogue=True)

    response = client.get(f"/annuaire/{member.pk}-zoe-vidal/carte.vcf")

    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="zoe-vidal.vcf"'


# --- « /recherche/ » -----------------------------------------------------------------------------


def hits(typed: str, reader) -> list[tuple[str, str]]:
    matches = find_members(Query.parse(typed), reader)
    found = read_members([match.key for match in matches], reader)
    return [(found[match.key].title, found[match.key].url) for match in matches]


def test_anyone_finds_the_catalogue_and_the_club_finds_all():
    make_skill("Comptabilité", "compta")
    public = make_member("Anne", skills=("Comptabilité",), is_in_public_catalogue=True, **PUBLIC)
    inside = make_member("Zoé", skills=("Comptabilité",))
    suspended = make_member("Paul", state="suspended")

    to_anyone = [("Anne", f"/annuaire/{public.pk}-anne/")]
    assert hits("compta", AnonymousUser()) == hits("compta", suspended.user) == to_anyone
    assert hits("compta", inside.user) == [
        ("Anne", f"/club/annuaire/{public.pk}/"),
        ("Zoé", f"/club/annuaire/{inside.pk}/"),
    ]


def test_a_name_comes_before_who_says_it_elsewhere():
    make_member("Anne", biography="Je travaille avec Odile.")
    reader = make_member("Odile").user

    found = find_members(Query.parse("odile"), reader)

    assert [match.title for match in sorted(found, key=lambda match: match.rank)] == [
        "Odile",
        "Anne",
    ]


def test_an_excerpt_holds_what_the_reader_sees_only():
    member = make_member(
        "Odile",
        is_in_public_catalogue=True,
        headline="zaphirin",
        biography="zanthropie",
        show_biography=Visibility.PUBLIC,
    )

    (hit,) = read_members([member.pk], AnonymousUser()).values()

    assert (hit.introduction, hit.body) == ("", "zanthropie")


def test_the_search_page_shows_people(client: Client):
    make_member("Odile Bessou", is_in_public_catalogue=True)

    page = client.get("/recherche/", {"q": "bessou", "type": "annuaire"})

    assert [result["label"] for result in page.context["results"]] == ["Annuaire des indépendants"]


def test_no_word_finds_nobody():
    make_member("Odile", is_in_public_catalogue=True)

    assert find_members(Query.parse("le la"), AnonymousUser()) == []


def test_showing_hits_costs_the_same_for_one_and_three(django_assert_num_queries):
    make_skill("Comptabilité")
    for _ in range(3):
        make_member("Odile", is_in_public_catalogue=True, skills=("Comptabilité",))
    keys = [match.key for match in find_members(Query.parse("odile"), AnonymousUser())]

    for wanted in (keys[:1], keys):
        with django_assert_num_queries(3):
            assert len(read_members(wanted, AnonymousUser())) == len(wanted)
