"""The one French text normaliser: what is indexed and what is asked both pass through it.

Folding comes before cutting into words, so that « ¼ » or « ﬁ » cannot cut a word twice. The result
holds a-z, 0-9 and spaces only: every database compares it alike.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

MAX_QUERY = 200  # characters of a question that are read
MAX_WORDS = 12  # words of it that are looked for
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "‘": "'"})
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")
_WORD = re.compile(r"[a-z0-9]+")
_STOP_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "comment",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "elles",
        "en",
        "et",
        "est",
        "etre",
        "il",
        "ils",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "ma",
        "mes",
        "mon",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pas",
        "pour",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "sa",
        "se",
        "ses",
        "son",
        "sont",
        "sur",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)
_stemmer = snowballstemmer.stemmer("french")
# Words that say the same thing here: who asks for one finds the others.
_SYNONYMS = (
    ("tarif", "prix", "cout"),
    ("parking", "stationnement"),
    ("handicap", "pmr", "fauteuil"),
    ("internet", "wifi", "debit"),
)
# « traductrice » meets « traducteur », « vendeuse » « vendeur » and « nombreuse » « nombreux ».
_FEMININE = (
    (re.compile(r"(?<=.)trice$"), "teur"),
    (re.compile(r"(?<=[^ri])euse$"), "eur"),
    (re.compile(r"(?<=[ri])euse$"), "eu"),
)
_IRREGULAR = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail"}


def fold(text: str) -> str:
    """Lower case, without accents nor ligatures; other characters are kept.

    >>> fold("Œuvre à l’Été")
    "oeuvre a l'ete"
    """
    if text.isascii():
        return text.lower()
    # Decomposed before it is lowered: « ™ » is « TM », and « İ » lowers to an i and a dot.
    lowered = unicodedata.normalize("NFKD", text).lower().translate(_LIGATURES)
    return "".join(char for char in lowered if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The folded words of a text, in order, elisions (l', d', qu'…) taken off."""
    return _WORD.findall(_ELISION.sub(" ", fold(text)))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The French Snowball stem of one folded word (« teletravailleurs » → « teletravailleur »)."""
    # Snowball's French rules leave some pairs of number apart once accents are gone: a plain
    # plural is cut first, so that « postes » and « poste » meet whatever follows.
    # « locaux » is the plural of « local », but « bureaux » that of « bureau ».
    single = _IRREGULAR.get(word, word)
    if len(single) > 4 and single.endswith("aux") and not single.endswith("eaux"):
        single = f"{single[:-3]}al"
    elif len(single) > 3 and single.endswith(("s", "x")):
        single = single[:-1]
    for ending, masculine in _FEMININE:
        single = ending.sub(masculine, single)
    found = str(_stemmer.stemWord(single))
    # Its rules know « é » and not the « e » left of it (« handicapée », « soirée »), and leave
    # « travailler » with one l more than « travail ».
    while len(found) > 4 and (found.endswith("e") or found[-1] == found[-2]):
        found = found[:-1]
    return found


def is_stop_word(word: str) -> bool:
    """True for a folded word too common to be looked for."""
    return word in _STOP_WORDS


def stems(text: str) -> list[str]:
    """The stems of a text without its stop words: what an index stores."""
    return [stem(word) for word in words(text) if word not in _STOP_WORDS]


def normalise(text: str) -> str:
    """The stems joined by spaces."""
    return " ".join(stems(text))


def synonyms(word: str) -> frozenset[str]:
    """The stems of what says the same as this folded word, its own among them."""
    return _SYNONYM_STEMS.get(stem(word), frozenset([stem(word)]))


_SYNONYM_STEMS = {
    stem(word): frozenset(stem(other) for other in group) for group in _SYNONYMS for word in group
}


def joined(first: str, second: str) -> str:
    """The stem of two words in one: endings only are taken off, so the second tells it."""
    return first + stem(second)


def pairs(found: list[str]) -> list[str]:
    """Each word joined to the next, as one stem: « télé-travail » is « télétravail » too."""
    return [
        joined(first, second)
        for first, second in pairwise(found)
        if first not in _STOP_WORDS and second not in _STOP_WORDS
    ]


def index_words(text: str) -> str:
    """What an index stores of a text: its stems, its whole words (someone may have typed but the
    beginning of one) and its joined pairs, each once, between spaces.

    >>> index_words("Des postes")
    " post postes "
    """
    found = words(text)
    kept = {word for word in found if word not in _STOP_WORDS}
    kept |= {stem(word) for word in kept} | set(pairs(found))
    return f" {' '.join(sorted(kept))} " if kept else ""
