"""What is typed, and the marks it leaves in a text. No database."""

import pytest

from club.telecentres.query import Query
from club.telecentres.search import Hit
from club.telecentres.text import MAX_QUERY, MAX_WORDS, index_words
from search.excerpts import excerpt, highlight


def holds(asked: str, text: str) -> bool:
    query = Query.parse(asked)
    indexed = index_words(text)
    return bool(query.terms) and all(term.is_in(indexed) for term in query.terms)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("visio conference", "un point visioconférence"),
        ("visioconférence", "la visio-conférence"),
        ("visioconference", "une visio conférence"),
        ("tele travail", "le télétravail"),
        ("télétravail", "le télé travail"),
        ("teletravailler", "le télétravail"),
        ("co-working", "un espace de coworking"),
        ("coworking", "un espace de co-working"),
        ("l’équipement", "des équipements"),
        ("EQUIPEMENTS D'ICI", "l’équipement d’ici"),
        ("oeuvre", "des œuvres"),
        ("œuvres", "une oeuvre"),
        ("bureaux", "un bureau"),
        ("local", "des locaux"),
        ("travaux", "le travail"),
        ("handicapé", "personnes handicapées"),
        ("reserver", "la réservation"),
        ("formatio", "des formations"),
        ("visioconf", "la visioconférence"),
        ("visio conf", "la visioconférence"),
        ("access", "l’accessibilité"),
        ("tarifs", "le prix d’une journée"),
        ("télé\u00adtravail", "le télétravail"),
        ("te\u0301le\u0301travail", "télétravail"),
        ("15 000", "15000 Aurillac"),
    ],
)
def test_a_question_finds_the_same_word_written_otherwise(asked: str, text: str) -> None:
    assert holds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("postes", "la postérité"),
        ("murat", "le mur"),
        ("murat imprimante", "murat"),
        ("port", "un rapport"),
        ("form salle", "une formation en salle"),
    ],
)
def test_a_question_does_not_find_another_word(asked: str, text: str) -> None:
    assert not holds(asked, text)


@pytest.mark.parametrize(
    "typed", ["", "   ", "le la les", "« » : ! ?", '" * - : ( )', "🙂🏔️", "\x00", "\ud800", "%_\\"]
)
def test_what_holds_no_word_asks_for_nothing(typed: str) -> None:
    assert Query.parse(typed).terms == ()


def test_what_is_shown_again_can_be_written_and_stored() -> None:
    assert Query.parse("a\x00b\ud800c\ufffd\td").text == "a b c d"


def test_a_long_question_is_cut_and_says_so() -> None:
    query = Query.parse("télétravail " * 900)
    assert (len(query.text) <= MAX_QUERY, query.is_cut) == (True, True)
    many = Query.parse(" ".join(f"mot{n}" for n in range(MAX_WORDS + 1)))
    assert (len(many.terms), many.is_cut) == (MAX_WORDS, True)
    assert Query.parse("murat").is_cut is False


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("equipement", "L’équipement d’ici", "L’<mark>équipement</mark> d’ici"),
        ("visioconference", "La visio-conférence", "La <mark>visio-conférence</mark>"),
        ("visio conference", "La visioconférence", "La <mark>visioconférence</mark>"),
        ("oeuvre", "Les œuvres", "Les <mark>œuvres</mark>"),
        ("murat", "<b>Murat</b> & co", "&lt;b&gt;<mark>Murat</mark>&lt;/b&gt; &amp; co"),
        ("script", "<script>x</script>", None),
        ("poste", "Aucun ici", "Aucun ici"),
    ],
)
def test_highlighting_marks_whole_words_and_escapes(asked, text, marked) -> None:
    found = highlight(text, Query.parse(asked))
    if marked is None:
        marked = "&lt;<mark>script</mark>&gt;x&lt;/<mark>script</mark>&gt;"
    assert found == marked


def test_an_excerpt_prefers_the_introduction_then_the_best_passage() -> None:
    filler = "des mots sans intérêt " * 40
    hit = Hit("T", "/", "Page", "Une introduction sans rien.", f"{filler}la fibre mesurée {filler}")
    found = excerpt(hit, Query.parse("fibre mesurer"))
    assert "la <mark>fibre</mark> <mark>mesurée</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 400
    assert excerpt(hit, Query.parse("introduction")) == "Une <mark>introduction</mark> sans rien."
    assert excerpt(hit, Query.parse("zebre")) == "Une introduction sans rien."


def test_a_word_without_end_is_cut_too() -> None:
    hit = Hit("T", "/", "Page", "", "x" * 100_000)
    assert len(excerpt(hit, Query.parse("murat"))) < 300
