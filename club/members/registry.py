"""What the apps above add to the screens of the club, declared in their `AppConfig.ready()`.

Panels of the dashboard, shown by `club.dashboard`, and sections at the end of a profile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from club.members.models import Member
from club.members.visibility import Reader


@dataclass(frozen=True)
class Panel:
    """A part of « /club/ ». `context(user)` returns None when it has nothing to say to them.

    The template reads what it returned as `panel`, the token of forms, and nothing else.
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


@dataclass(frozen=True)
class Section:
    """A part at the end of a profile: contributions to the forum, needs answered…

    `context(member, reader)` says what this kind of reader is shown of the member; None: nothing.
    The template reads what it returned as `section`, and nothing else.
    """

    slug: str
    title: str
    template: str
    context: Callable[[Member, Reader], dict[str, Any] | None]
    order: int = 100  # smaller first


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Add a section, or replace the one of the same slug."""
    _sections[section.slug] = section


def sections_for(member: Member, reader: Reader) -> list[dict[str, Any]]:
    """Title, template and context of what `components/profile_sections.html` shows, in order."""
    ordered = sorted(_sections.values(), key=lambda section: (section.order, section.slug))
    shown = ((section, section.context(member, reader)) for section in ordered)
    return [
        {"title": section.title, "template": section.template, "context": context}
        for section, context in shown
        if context is not None
    ]
