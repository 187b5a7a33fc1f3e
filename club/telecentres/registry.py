"""What happens to a télécentre, told to the apps above that must follow.

An app registers a function in `AppConfig.ready()`; the services of this app call it inside their
transaction, so that an effect that fails undoes the whole.
"""

from collections import defaultdict
from collections.abc import Callable
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
