"""The registry of search providers: each app says what of its own a reader may find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One result. `score` orders results of all providers together, higher first."""

    title: str
    url: str
    excerpt: str
    score: float


# A provider takes the normalised stems asked for and the reader (an account or AnonymousUser), and
# yields only what that reader may open.
Provider = Callable[[list[str], Any], Iterable[Hit]]


@dataclass(frozen=True)
class Source:
    """A registered provider under its slug (the value of the filter) and its French title."""

    slug: str
    title: str
    provider: Provider


_sources: dict[str, Source] = {}


def register(slug: str, title: str, provider: Provider) -> None:
    """Add a provider, or replace the one of the same slug."""
    _sources[slug] = Source(slug, title, provider)


def sources() -> list[Source]:
    """Every provider, in the order of registration."""
    return list(_sources.values())
