"""« Vouliez-vous dire… »: the nearest words of the site to those that were not found."""

from __future__ import annotations

import re
from difflib import get_close_matches

from club.telecentres.query import Query
from club.telecentres.text import fold, is_stop_word
from pages.search import readable_pages
from search.models import PageEntry

MIN_LETTERS = 4
MAX_UNKNOWN = 4  # words that are mended in one question
MAX_PAGES = 500  # whose titles and introductions make the vocabulary
LIKENESS = 0.74
_WORD = re.compile(r"[^\W\d_]{4,40}")


def suggestion(query: Query) -> str:
    """The question with its unknown words replaced by near ones; empty when there are none.

    One query.
    """
    typed = query.text.split()
    if not any(_WORD.search(word) for word in typed):
        return ""
    known = _vocabulary()
    unknown = 0
    for place, word in enumerate(typed):
        plain = fold(word)
        if len(plain) < MIN_LETTERS or not plain.isalpha() or is_stop_word(plain):
            continue
        if plain in known or unknown == MAX_UNKNOWN:
            continue
        unknown += 1
        near = [one for one in known if one[0] == plain[0] and abs(len(one) - len(plain)) <= 2]
        found = get_close_matches(plain, near, n=1, cutoff=LIKENESS)
        if found:
            typed[place] = known[found[0]]
    mended = " ".join(typed)
    return mended if mended != query.text else ""


def _vocabulary() -> dict[str, str]:
    """The words of titles and introductions: folded → as written, in small letters."""
    texts = (
        PageEntry.objects.filter(page__in=readable_pages())
        .order_by("-day", "page_id")
        .values_list("page__title", "introduction")[:MAX_PAGES]
    )
    return {
        fold(word): word.lower()
        for title, introduction in texts
        for word in _WORD.findall(f"{title} {introduction}")
    }
