"""A question typed in a search box, made into terms that are looked for in an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from club.telecentres.text import MAX_QUERY, MAX_WORDS, is_stop_word, joined, stem, synonyms, words

MIN_PREFIX = 3  # letters of the last word from which it may be the beginning of a longer one
_CHUNK = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[\s'’‐‑-]{1,2}")


@dataclass(frozen=True)
class Term:
    """One word asked for: any of the stems `exact` will do, or a word beginning by a prefix."""

    exact: frozenset[str]
    prefixes: tuple[str, ...] = ()

    @cached_property
    def patterns(self) -> list[str]:
        """Pieces of an indexed text (see `index_words`): it must hold one of them."""
        return [f" {one} " for one in sorted(self.exact)] + [f" {one}" for one in self.prefixes]

    def is_in(self, indexed: str) -> bool:
        return any(pattern in indexed for pattern in self.patterns)

    def takes(self, word: str) -> bool:
        """True when this folded word answers the term."""
        return stem(word) in self.exact or word.startswith(self.prefixes)


@dataclass(frozen=True)
class Query:
    """`text` is the question as it may be shown again; `is_cut` when its end was left out."""

    text: str
    terms: tuple[Term, ...]
    is_cut: bool = False

    @classmethod
    def parse(cls, typed: str) -> Query:
        """Any text will do: signs that mean nothing in French are spaces, not operators."""
        shown = typed[:MAX_QUERY]
        shown = "".join(c if c.isprintable() and c != "\ufffd" else " " for c in shown)
        asked = words(shown)
        terms = _terms(asked[:MAX_WORDS])
        return cls(
            text=" ".join(shown.split()),
            terms=terms,
            is_cut=len(typed.rstrip()) > MAX_QUERY or len(asked) > MAX_WORDS,
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(term.exact for term in self.terms))

    def takes(self, word: str) -> bool:
        """True when this folded word answers one of the terms."""
        return any(term.takes(word) for term in self.terms)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the words asked for stand in a text as people read it: (start, end), in order."""
        last: tuple[int, int, str] | None = None  # a word that could be the first half of a pair
        for chunk in _CHUNK.finditer(text):
            start, end = chunk.span()
            found = words(chunk.group())
            if any(self.takes(word) for word in found):
                yield start, end
                last = None
            elif (
                last
                and len(found) == 1
                and _JOINT.fullmatch(text[last[1] : start])
                and joined(last[2], found[0]) in self.stems
            ):
                yield last[0], end
                last = None
            else:
                last = (start, end, found[0]) if len(found) == 1 else None


def _terms(asked: list[str]) -> tuple[Term, ...]:
    """One term for each word but the stop words, which is looked for joined to its neighbours too.

    « visio conference » finds « visioconférence »; the last word may be but a beginning.
    """
    kept = [None if is_stop_word(word) else word for word in asked]
    found: dict[Term, None] = {}
    for place, word in enumerate(kept):
        if word is None:
            continue
        before = kept[place - 1] if place else None
        after = kept[place + 1] if place + 1 < len(kept) else None
        wholes = [f"{before}{word}"] * bool(before) + [f"{word}{after}"] * bool(after)
        exact = synonyms(word) | {stem(one) for one in wholes}
        beginnings = []
        if place == len(kept) - 1 and len(word) >= MIN_PREFIX:
            beginnings = [word, *wholes]
        elif place == len(kept) - 2 and after and len(after) >= MIN_PREFIX:
            beginnings = wholes[-1:]
        found[Term(exact, tuple(beginnings))] = None
    return tuple(found)
