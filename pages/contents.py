"""The table of contents of a body: its second-level headings, each with an anchor."""

import re
from html import unescape
from typing import Any

from django.utils.text import slugify

HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]+>")
# The ids that our templates write around a body: no heading may take one of them.
FRAME_IDS = frozenset(
    [
        "a-lire",
        "accueil",
        "actualites",
        "autrement",
        "commentaires",
        "commentaires-titre",
        "contenu",
        "contour-reseau",
        "equipement",
        "erreurs",
        "espaces",
        "horaires",
        "horaires-titre",
        "libre",
        "liste",
        "objectifs",
        "ouvert",
        "pied-infos",
        "pied-partenaires",
        "pied-reseau",
        "pratique",
        "recherche-entete",
        "rubrique",
        "services",
        "sommaire",
        "voisins",
    ]
)


class Anchors:
    """Gives the headings of one page their fragments, in order, each once."""

    def __init__(self) -> None:
        self._taken = set(FRAME_IDS)

    def name(self, title: str) -> str:
        """« Où s’installer » gives « ou-sinstaller », and « ou-sinstaller-2 » the next time."""
        base = slugify(title)[:60] or "section"
        found, number = base, 1
        while found in self._taken:
            number += 1
            found = f"{base}-{number}"
        self._taken.add(found)
        return found


def table_of_contents(body: Any) -> list[dict[str, str]]:
    """Each {id, title} of the h2 headings of a StreamField value, in order.

    The ids are those that `with_anchors` writes on the headings of the same page.
    """
    anchors = Anchors()
    titles = [
        _title(heading)
        for block in body
        if block.block_type == "text"
        for heading in HEADING.findall(block.value.source)
    ]
    return [{"id": anchors.name(title), "title": title} for title in titles]


def with_anchors(html: str, anchors: Anchors) -> str:
    """The same HTML, each h2 carrying its id."""

    def name(match: re.Match[str]) -> str:
        return f'<h2 id="{anchors.name(_title(match.group(1)))}">{match.group(1)}</h2>'

    return HEADING.sub(name, html)


def _title(heading: str) -> str:
    return unescape(TAG.sub("", heading)).strip()
