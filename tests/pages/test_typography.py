"""French typography in everything people read: spaces, guillemets, apostrophes."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.pages.typography import data_texts, faults, html_texts, template_texts

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DATA = sorted((ROOT / "site" / "demo" / "data").rglob("*.toml"))
SOURCES = sorted(
    file
    for folder in ("club", "pages", "site")
    for file in (ROOT / folder).rglob("*.py")
    if "migrations" not in file.parts
)


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_a_template_is_written_in_french_typography(file: Path) -> None:
    assert faults(template_texts(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", DATA, ids=name)
def test_a_text_of_the_demonstration_is_written_in_french_typography(file: Path) -> None:
    told = tomllib.loads(file.read_text(encoding="utf-8"))

    assert faults(data_texts(told)) == []


FRENCH = re.compile(r"[àâçéèêëîïôùûœ«»’]", re.IGNORECASE)
ORDINARY_SPACE = re.compile(r"[\w}»)…’] [;:!?»]|« ")


def french_strings(source: str) -> list[str]:
    """The string literals that look French, without docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and FRENCH.search(node.value)
    ]


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_french_written_in_code_has_narrow_spaces(file: Path) -> None:
    strings = french_strings(file.read_text(encoding="utf-8"))

    assert [text for text in strings if ORDINARY_SPACE.search(text)] == []


# --- The reader itself: it must see what is wrong, and only that --------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Quoi ?",
        "Quoi?",
        "Voici :",
        "Voici: cela",
        "« Murat\u202f»",
        "«\u202fMurat »",
        "«Murat\u202f»",
        "l'eau",
        "aujourd'hui",
        "Une\nligne\n!",
    ],
)
def test_a_fault_is_seen(text: str) -> None:
    assert faults([text]) != []


@pytest.mark.parametrize(
    "text",
    [
        "Quoi\u202f?",
        "Voici\u202f: «\u202fMurat\u202f».",
        "l’eau",
        "https://exemple.fr/?a=b;c!",
        "de 9 h à 14 h 30",
        "C’est «\u202f17\u202f%\u202f»\u202f; et alors\u202f!",
        "(voir plus bas)",
    ],
)
def test_good_french_passes(text: str) -> None:
    assert faults([text]) == []


def test_a_template_is_read_through_its_tags() -> None:
    source = (
        '{# L\'ancien ! #}{% include "a.html" with title="Déjà ?" url=\'x\' only %}'
        '<p title="Vu !" class="a b">{{ name }} : <b>oui</b>{% if x %} ;{% endif %}</p>'
        "<script>if (a ? b : c) {}</script>"
    )

    found = template_texts(source)

    assert found == ["Vu !", "mot : oui ;", "a.html", "Déjà ?", "x"]
    assert len(faults(found)) == 4


def test_html_is_read_by_paragraph() -> None:
    html = '<p>Une <b>note</b> :</p><img alt="Un mot !"><p>L&#x27;eau</p>'

    assert html_texts(html) == ["Une note :", "Un mot !", "L'eau"]
