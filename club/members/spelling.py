"""Mending the typing errors of a question with words that the reader could find."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import reduce
from operator import and_, or_

from django.db.models import Count, Q

from club.members.models import DirectoryWord, Skill, SkillSynonym
from club.members.visibility import Reader, found_by
from club.members.words import Holds, column
from club.telecentres.query import Query
from club.telecentres.text import fold, is_stop_word, words

MIN_LETTERS = 4  # of a word that may hold a typing error
MAX_LETTERS = 80
LIKENESS = 0.76
MAX_NEAR = 3  # words that are tried in place of one
MAX_MENDED = 4  # words of one question


def mend(query: Query, reader: Reader) -> str:
    """The text with each word that finds nobody replaced by the nearest that finds someone.

    Left as it is when it finds someone as it stands. At most three queries.
    """
    told = query.text.split()
    doubtful = [word for word in map(_plain, told) if word][:MAX_MENDED]
    near = _near_words(doubtful)
    tried = {one for word in doubtful for one in (word, *near[word])}
    finding = _finding(sorted(tried), query, reader)
    if finding is None:
        return query.text
    better = {
        word: next((one for one in near[word] if one in finding), word)
        for word in doubtful
        if word not in finding
    }
    spelt = _spellings(better.values()) if better else {}
    return " ".join(
        spelt.get(better[plain], better[plain])
        if (plain := _plain(word)) in better and better[plain] != plain
        else word
        for word in told
    )


def _plain(told: str) -> str:
    """The folded word that may be wrong, or nothing."""
    parts = words(told)
    word = parts[-1] if parts else ""
    is_doubtful = MIN_LETTERS <= len(word) <= MAX_LETTERS and not is_stop_word(word)
    return word if is_doubtful else ""


def _near_words(doubtful: list[str]) -> dict[str, list[str]]:
    known: set[str] = set()
    if doubtful:
        alike = Q()
        for letter in sorted({word[0] for word in doubtful}):
            alike |= Q(word__startswith=letter)
        known = set(DirectoryWord.objects.filter(alike).values_list("word", flat=True))
    found = {}
    for word in doubtful:
        like = [one for one in known if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
        found[word] = [
            one
            for one in get_close_matches(word, sorted(like), n=MAX_NEAR + 1, cutoff=LIKENESS)
            if one != word
        ][:MAX_NEAR]
    return found


def _finding(tried: list[str], query: Query, reader: Reader) -> set[str] | None:
    """Those of these words by which the reader finds someone; None when the question does.

    One query. Counted: to tell whether there is one, PostgreSQL would read every profile.
    """
    if not tried:
        return None
    words_column = column("words", reader)
    holds = {
        f"word_{place}": Q(Holds(words_column, Query.parse(word).terms[0]))
        for place, word in enumerate(tried)
    }
    holds["whole"] = reduce(and_, (Q(Holds(words_column, term)) for term in query.terms))
    counts = {name: Count("pk", filter=one) for name, one in holds.items()}
    found = found_by(reader).filter(reduce(or_, holds.values())).order_by().aggregate(**counts)
    if found.pop("whole"):
        return None
    return {word for word, count in zip(tried, found.values(), strict=True) if count}


def _spellings(wanted: Iterable[str]) -> dict[str, str]:
    """Folded → as people write it, of the words of the list of skills. One query."""
    looked_for = set(wanted)
    names = SkillSynonym.objects.filter(skill__state=Skill.State.APPROVED)
    return {
        fold(word): word
        for name in names.values_list("name", flat=True)
        for word in name.lower().split()
        if fold(word) in looked_for
    }
