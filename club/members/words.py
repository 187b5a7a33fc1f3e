"""Looking for words in what a reader is shown of the members, by the means of each database.

A text holds plain words between spaces (see `club.telecentres.text.index_words`). SQLite reads
through it; PostgreSQL finds the same rows by an index of its core, without an extension.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, F, Func, Q

from club.members.models import Skill
from club.telecentres.query import Term
from club.telecentres.text import index_words

SKILL = "#"  # before the number of a skill, among words of a-z and 0-9
_indexed = lru_cache(maxsize=4000)(index_words)


class Holds(Func):
    """Whether the words of an entry hold a term: a condition for `filter()`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, term: Term) -> None:
        super().__init__(F("words"))
        self.term = term

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **_kwargs: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        patterns = self.term.patterns
        holds = " OR ".join(f"instr({column}, %s) > 0" for _ in patterns)
        return f"({holds})", (*params, *patterns)

    def as_postgresql(
        self, compiler: Any, connection: Any, **_kwargs: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        # Folded words, of a-z and 0-9: nothing to escape.
        wanted = [f"'{word}'" for word in sorted(self.term.exact)]
        wanted += [f"'{prefix}':*" for prefix in self.term.prefixes]
        asked = " | ".join(wanted)
        return f"(members_word_vector({column}) @@ %s::tsquery)", (*params, asked)


def skill_term(pk: int) -> Term:
    """The term by which those are found who show this skill."""
    return Term(frozenset({f"{SKILL}{pk}"}))


@dataclass(frozen=True)
class SkillList:
    """The controlled list of skills, whichever way each is said, by number.

    An entry holds the number alone: a new synonym finds at once, and rewrites nobody.
    """

    names: dict[int, str] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)  # indexed
    keys: dict[str, int] = field(default_factory=dict)  # see `skill_key`
    ways: list[str] = field(default_factory=list)

    @classmethod
    def read(cls) -> SkillList:
        """One query."""
        found = cls()
        rows = Skill.objects.approved().order_by("pk", "synonyms__pk")
        columns = ("pk", "name", "slug", "synonyms__name", "synonyms__key")
        for pk, name, slug, way, key in rows.values_list(*columns):
            found.names[pk], found.slugs[pk] = name, slug
            found.words[pk] = found.words.get(pk, "") + _indexed(way or name)
            if way:
                found.keys[key] = pk
                found.ways.append(way)
        return found

    def answer(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        """The terms, each answered too by the skills that it says."""
        return tuple(
            replace(
                term,
                exact=term.exact
                | {f"{SKILL}{pk}" for pk, said in self.words.items() if term.is_in(said)},
            )
            for term in terms
        )


def is_in_head(term: Term, prefix: str = "") -> Q:
    """Those who hold a term of `SkillList.answer` in their name, headline, activity or skills."""
    found = Q()
    for word in sorted(term.exact):
        if word.startswith(SKILL):
            found |= Q(**{f"{prefix}skills__contains": f",{word.removeprefix(SKILL)},"})
        else:
            found |= Q(**{f"{prefix}head__contains": f" {word} "})
    for beginning in term.prefixes:
        found |= Q(**{f"{prefix}head__contains": f" {beginning}"})
    return found
