"""Reading the visible French out of templates and data files, and what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

# An ordinary space (or a line end) before a double sign or a closing guillemet, or after an
# opening one; a straight apostrophe between letters. « \w » stands before the space, so that a
# sign that begins a text is left alone.
FAULTS = {
    "ordinary space before a double sign": re.compile(r"[^\s]([ \t\n]+)[;:!?»]"),
    "ordinary space after «": re.compile(r"«[ \t\n]"),
    "no space before a double sign": re.compile(r"[^\W\d_][;!?»](?=\s|$)|[^\W\d_]:(?=\s|$)"),
    "no space after «": re.compile(r"«\w"),
    "straight apostrophe": re.compile(r"[^\W\d_]'[^\W\d_]"),
}
VISIBLE_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "content", "aria-description"}
UNSEEN_ELEMENTS = {"script", "style"}

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)
VARIABLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
STRING = re.compile(r'"([^"]*)"|\'([^\']*)\'')


class _Texts(HTMLParser):
    """The text of each run between block tags, and the attributes that people read or hear."""

    INLINE = frozenset({"a", "b", "i", "em", "strong", "span", "small", "br", "sup", "abbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._run: list[str] = []
        self._unseen = 0

    def _cut(self) -> None:
        text = "".join(self._run)
        if text.strip():
            self.found.append(text)
        self._run = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.INLINE:
            self._cut()
        self._unseen += tag in UNSEEN_ELEMENTS
        self.found += [value for name, value in attrs if name in VISIBLE_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.INLINE:
            self._cut()
        self._unseen -= tag in UNSEEN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._run.append(data)

    def close(self) -> None:
        super().close()
        self._cut()


def html_texts(html: str) -> list[str]:
    """Every visible text of a piece of HTML."""
    parser = _Texts()
    parser.feed(html)
    parser.close()
    return parser.found


def template_texts(source: str) -> list[str]:
    """Every visible text of a template: that of its HTML, where a variable is a word, and the
    strings given to its tags and filters."""
    source = COMMENT.sub("", source)
    strings = [
        first or second
        for piece in TAG.findall(source) + VARIABLE.findall(source)
        for first, second in STRING.findall(piece)
    ]
    return html_texts(TAG.sub("", VARIABLE.sub("mot", source))) + strings


def data_texts(value: object) -> Iterator[str]:
    """Every text of a TOML file, its HTML read as such."""
    if isinstance(value, str):
        yield from html_texts(value) if "<" in value else [value]
    elif isinstance(value, list):
        for item in value:
            yield from data_texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from data_texts(item)


def faults(texts: list[str] | Iterator[str]) -> list[str]:
    """« fault: …the words around it… » for each fault, addresses left out."""
    found = []
    for text in texts:
        bare = re.sub(r"\b(?:https?|mailto|tel|geo|page|javascript):\S*|&\w+;", "", text)
        for name, pattern in FAULTS.items():
            for match in pattern.finditer(bare):
                around = bare[max(0, match.start() - 25) : match.end() + 15]
                found.append(f"{name}: …{' '.join(around.split())}…")
    return found
