"""Looking for words in the index of the members, by the means of each database.

An index column holds plain words between spaces (see `club.telecentres.text.index_words`). SQLite
reads through it; PostgreSQL finds the same rows by an index of its core, without an extension.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, F, Func, Q

from club.members.visibility import Reader
from club.telecentres.query import Term


class Holds(Func):
    """Whether an index column holds a term: a condition for `filter()`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, column: str | F, term: Term) -> None:
        super().__init__(F(column) if isinstance(column, str) else column)
        self.term = term

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **_kwargs: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        patterns = [f"%{pattern}%" for pattern in self.term.patterns]
        likes = " OR ".join(f"{column} LIKE %s" for _ in patterns)
        return f"({likes})", (*(one for _ in patterns for one in params), *patterns)

    def as_postgresql(
        self, compiler: Any, connection: Any, **_kwargs: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        # Folded words, of a-z and 0-9: nothing to escape.
        wanted = [f"'{word}'" for word in sorted(self.term.exact)]
        wanted += [f"'{prefix}':*" for prefix in self.term.prefixes]
        asked = " | ".join(wanted)
        return f"(members_word_vector({column}) @@ %s::tsquery)", (*params, asked)


def reads(column: str, term: Term) -> Q:
    """The same without the index: for rows that are few already."""
    holds = Q()
    for pattern in term.patterns:
        holds |= Q(**{f"{column}__contains": pattern})
    return holds


def column(what: str, reader: Reader) -> str:
    """The column of the index that this kind of reader may search: « words » or « head »."""
    return f"public_{what}" if reader is Reader.VISITOR else f"club_{what}"
