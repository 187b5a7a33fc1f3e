"""Panels of the dashboard, declared by the apps above and shown by `club.dashboard`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A part of « /club/ ». `context(user)` returns None when it has nothing to say to them.

    The template reads what it returned as `panel`, and nothing else.
    """

    slug: str
    title: str
    template: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int = 100  # smaller first


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel, or replace the one of the same slug."""
    _panels[panel.slug] = panel


def panels() -> list[Panel]:
    """Every panel, in the order it is shown."""
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.slug))
