"""What happens to a télécentre, told to the apps above that must follow.

An app registers a function in `AppConfig.ready()`; the services of this app call it inside their
transaction, so that an effect that fails undoes the whole.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Moment = Literal["created", "renamed", "closed", "reopened"]
Effect = Callable[..., None]

_effects: dict[Moment, list[Effect]] = defaultdict(list)


def register(moment: Moment, effect: Effect) -> None:
    """Have `effect(telecentre, **facts)` called at `moment`; a second registration does nothing."""
    if effect not in _effects[moment]:
        _effects[moment].append(effect)


def run(moment: Moment, telecentre: Any, **facts: Any) -> None:
    """Call every effect of `moment`, in the order they were registered."""
    for effect in _effects[moment]:
        effect(telecentre, **facts)


@dataclass(frozen=True)
class Affected:
    """One thing that a closure would undo, told in French to whoever is about to close."""

    person: str
    what: str  # « Réservation : Poste 2 », « Inscription : Atelier »
    when: str
    is_reachable: bool = True  # by mail; else they must be telephoned
    phone: str = ""


Find = Callable[[Any, datetime, datetime], list[Affected]]

_finders: list[Find] = []


def register_affected(find: Find) -> None:
    """Have `find(telecentre, starts_at, ends_at)` asked what a closure would undo."""
    if find not in _finders:
        _finders.append(find)


def affected_by_closure(telecentre: Any, starts_at: datetime, ends_at: datetime) -> list[Affected]:
    """All that closing a centre between two instants would undo, app by app. Nothing is written."""
    return [one for find in _finders for one in find(telecentre, starts_at, ends_at)]
