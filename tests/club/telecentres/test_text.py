import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from club.telecentres.text import fold, normalise, stems, words

SETTINGS = settings(max_examples=150, deadline=None, database=None)
# Any text at all: unassigned characters, NUL and lone surrogates too.
anything = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Œuvre à l’Été", "oeuvre a l'ete"),
        ("ÇA ET LÀ", "ca et la"),
        ("NOËL ŒDÈME Æther", "noel oedeme aether"),
        ("Straße", "strasse"),
        ("ﬁbre oﬃce", "fibre office"),
        ("ﬂèche", "fleche"),
        ("e\u0301te\u0301", "ete"),  # accents that combine
        ("L’aﬃche d‘Allanche", "l'affiche d'allanche"),
        ("ＦＩＢＲＥ", "fibre"),
        ("№ 4 ™", "no 4 tm"),
        ("İstanbul", "istanbul"),
        ("10\u202f€", "10 €"),
    ],
)
def test_folding_takes_case_accents_and_ligatures_away(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’atelier d’écriture", ["atelier", "ecriture"]),
        ("L'atelier d'écriture", ["atelier", "ecriture"]),
        ("QU’ILS s’installent", ["ils", "installent"]),
        ("jusqu’à Lorsqu’on puisqu’elle quoiqu’il", ["a", "on", "elle", "il"]),
        ("aujourd’hui", ["aujourd", "hui"]),
        ("Saint-Flour, Riom-ès-Montagnes", ["saint", "flour", "riom", "es", "montagnes"]),
        ("¼ d’heure", ["1", "4", "heure"]),
        ("Wi-Fi 6 GHz", ["wi", "fi", "6", "ghz"]),
        ("cœur de ville", ["coeur", "de", "ville"]),
        ("« Ça va ! »", ["ca", "va"]),
        ("…", []),
        ("", []),
    ],
)
def test_words_lose_their_elisions(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("télécentre", "TELECENTRES"),
        ("médiathèque", "mediatheques"),
        ("poste", "postes"),
        ("bureau", "bureaux"),
        ("local", "locaux"),
        ("journal", "journaux"),
        ("réseau régional", "réseaux régionaux"),
        ("œuvre", "oeuvres"),
        ("ﬁbre", "fibres"),
        ("formation", "formations"),
        ("télétravailleur", "télétravailleurs"),
        ("l’équipement", "équipements"),
        ("d'Ydes", "Ydes"),
        ("Chaudes-Aigues", "chaudes aigues"),
        ("la salle de réunion", "salles réunions"),
        ("prix", "PRIX"),
        ("¼", "1/4"),
    ],
)
def test_both_writings_are_found_by_one_another(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert normalise(one) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("poste", "peste"), ("Murat", "Mauriac"), ("bureau", "bureautique")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_stop_words_are_no_stems() -> None:
    assert stems("Le télécentre de la ville est pour vous") == [
        *stems("télécentre"),
        *stems("ville"),
    ]


@SETTINGS
@given(anything)
def test_any_text_is_normalised(text: str) -> None:
    assert all(stem.isascii() and stem.isalnum() for stem in stems(text))


@SETTINGS
@given(anything)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@SETTINGS
@given(anything)
def test_words_are_the_words_of_the_folded_text(text: str) -> None:
    assert words(fold(text)) == words(text)
    assert words(" ".join(words(text))) == words(text)


@SETTINGS
@given(anything)
def test_case_does_not_matter(text: str) -> None:
    assert normalise(fold(text).upper()) == normalise(text)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\x00b\udfff", "\U0010ffff", "é" * 20_000])
def test_broken_or_huge_text_is_normalised(text: str) -> None:
    assert isinstance(normalise(text), str)
