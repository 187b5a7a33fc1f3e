"""The one French text normaliser: what is indexed and what is asked both pass through it.

Folding comes before cutting into words, so that « ¼ » or « ﬁ » cannot cut a word twice.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

MAX_QUERY = 200  # characters of a question that are read
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
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "est",
        "il",
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
        "qui",
        "sa",
        "se",
        "ses",
        "son",
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
    ]
)
_stemmer = snowballstemmer.stemmer("french")


def fold(text: str) -> str:
    """Lower case, without accents nor ligatures; other characters are kept.

    >>> fold("Œuvre à l’Été")
    "oeuvre a l'ete"
    """
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
    single = word
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        single = f"{word[:-3]}al"
    elif len(word) > 3 and word.endswith(("s", "x")):
        single = word[:-1]
    return str(_stemmer.stemWord(single))


def stems(text: str) -> list[str]:
    """The stems of a text without its stop words: what an index stores."""
    return [stem(word) for word in words(text) if word not in _STOP_WORDS]


def normalise(text: str) -> str:
    """The stems joined by spaces."""
    return " ".join(stems(text))
