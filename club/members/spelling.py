"""Mending the typing errors of a question with words that the reader could find."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length

from club.members.entries import answering, entries_of
from club.members.models import DirectoryWord
from club.members.visibility import Reader
from club.members.words import SkillList
from club.telecentres.query import Query
from club.telecentres.text import fold, is_stop_word, words

MIN_LETTERS = 4  # of a word that may hold a typing error
MAX_LETTERS = 80
LIKENESS = 0.76
MAX_NEAR = 3  # words that are tried in place of one
MAX_MENDED = 4  # words of one question
MAX_READ = 2000  # words that are compared


def mend(query: Query, reader: Reader, skills: SkillList) -> str:
    """The text with each word that finds nobody replaced by the nearest that finds someone.

    Left as it is when it finds someone as it stands. At most two queries.
    """
    told = query.text.split()
    doubtful = [word for word in map(_plain, told) if word][:MAX_MENDED]
    near = _near_words(doubtful)
    tried = {one for word in doubtful for one in (word, *near[word])}
    finding = _finding(sorted(tried), query, reader, skills)
    if finding is None:
        return query.text
    better = {
        word: next((one for one in near[word] if one in finding), word)
        for word in doubtful
        if word not in finding
    }
    spelt = _spellings(better.values(), skills.ways)
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
    """Those that begin by the same letter, and by the same third or end by the same: an error
    leaves one of them whole. A bounded number of words is read. One query."""
    alike = Q()
    for word in doubtful:
        third = max(1, len(word) // 3)
        end = Q(word__startswith=word[0], backwards__startswith=word[::-1][:third])
        long = Q(letters__range=(len(word) - 2, len(word) + 2))
        alike |= (Q(word__startswith=word[:third]) | end) & long
    known: set[str] = set()
    if doubtful:
        rows = DirectoryWord.objects.annotate(letters=Length("word")).filter(alike)
        known = set(rows.order_by("word").values_list("word", flat=True)[:MAX_READ])
    found = {}
    for word in doubtful:
        like = [one for one in known if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
        found[word] = [
            one
            for one in get_close_matches(word, sorted(like), n=MAX_NEAR + 1, cutoff=LIKENESS)
            if one != word
        ][:MAX_NEAR]
    return found


def _finding(tried: list[str], query: Query, reader: Reader, skills: SkillList) -> set[str] | None:
    """Those of these words by which the reader finds someone; None when the question does.

    One query. Told to find the rows before it takes the first: to tell whether there is one,
    PostgreSQL would else read every entry.
    """
    if not tried:
        return None
    questions = [Query.parse(word).terms[:1] for word in tried] + [query.terms]
    hint = "MATERIALIZED" if connection.vendor == "postgresql" else ""
    parts: list[str] = []
    params: list[Any] = []
    for place, terms in enumerate(questions):
        found = answering(entries_of(reader), skills.answer(terms)).values("pk")
        sql, more = found.query.sql_with_params()
        parts.append(f"found_{place} AS {hint} ({sql})")
        params += more
    answers = ", ".join(
        f"EXISTS (SELECT 1 FROM found_{place})"  # noqa: S608
        for place in range(len(questions))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {answers}", params)
        *finds, whole = cursor.fetchone()
    if whole:
        return None
    return {word for word, one in zip(tried, finds, strict=True) if one}


def _spellings(wanted: Iterable[str], ways: Iterable[str]) -> dict[str, str]:
    """Folded → as people write it, of the words of the list of skills."""
    looked_for = set(wanted)
    return {
        fold(word): word for way in ways for word in way.lower().split() if fold(word) in looked_for
    }
