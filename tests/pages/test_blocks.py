"""What a block refuses, in French; and that blocks stay out of migrations."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.blocks import Block, StructBlockValidationError
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from pages.blocks import BODY_BLOCKS
from pages.blocks.cards import CallToActionBlock, CardBlock
from pages.blocks.media import ImageBlock
from pages.blocks.story import FigureBlock
from pages.blocks.text import TableBlock
from pages.models import HomePage
from tests.pages.factories import make_standard

MIGRATIONS = Path(__file__).resolve().parents[2] / "pages" / "migrations"


def refusals(block: Block, told: dict[str, Any]) -> dict[str, list[str]]:
    """The messages of each field that a block refuses."""
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(told))
    error = refusal.value
    assert isinstance(error, StructBlockValidationError)
    return {name: one.messages for name, one in error.block_errors.items()}


def accepted(block: Block, told: dict[str, Any]) -> Any:
    return block.clean(block.to_python(told))


# --- Images ------------------------------------------------------------------------------------


@pytest.fixture
def image(db) -> Image:
    return Image.objects.create(title="Vue", file=get_test_image_file())


@pytest.mark.parametrize("alt", ["", "   "])
def test_an_image_is_described_or_decorative(image: Image, alt: str) -> None:
    told = {"image": image.pk, "alt": alt, "is_decorative": False, "caption": ""}

    assert refusals(ImageBlock(), told) == {
        "alt": ["Décrivez l’image, ou cochez «\u202fimage décorative\u202f»."]
    }


@pytest.mark.parametrize(("alt", "is_decorative"), [("Un bureau", False), ("", True)])
def test_a_described_or_decorative_image_is_kept(
    image: Image, alt: str, is_decorative: bool
) -> None:
    told = {"image": image.pk, "alt": alt, "is_decorative": is_decorative, "caption": ""}

    assert accepted(ImageBlock(), told)["alt"] == alt


# --- Links -------------------------------------------------------------------------------------

CARD = {"title": "Une carte", "text": "", "page": None, "url": "", "label": ""}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "ftp://example.org/",
        "www.example.org",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
    ],
)
def test_an_address_that_is_no_link_of_ours_is_refused(url: str) -> None:
    assert refusals(CardBlock(), CARD | {"url": url}) == {
        "url": ["Une adresse commence par https:// ou par /."]
    }


@pytest.mark.parametrize(
    "url",
    ["https://example.org/", "http://example.org/", "/telecentres/", "mailto:a@b.fr", "tel:+334"],
)
def test_an_address_is_kept(url: str) -> None:
    assert accepted(CardBlock(), CARD | {"url": url}).link_url == url


@pytest.mark.django_db
def test_a_link_is_a_page_or_an_address_never_both(home: HomePage) -> None:
    told = CARD | {"page": home.pk, "url": "/telecentres/"}

    assert refusals(CardBlock(), told) == {
        "url": ["Choisissez une page ou une adresse, pas les deux."]
    }


def test_a_card_may_have_no_link_but_a_call_to_action_must() -> None:
    told = {"title": "Venez", "text": "", "page": None, "url": "", "label": ""}

    assert accepted(CardBlock(), told).link_url == ""
    assert refusals(CallToActionBlock(), told) == {"page": ["Choisissez où mène ce lien."]}


@pytest.mark.django_db
def test_a_link_to_a_page_follows_its_address_until_it_is_a_draft(home: HomePage) -> None:
    page = make_standard(home, title="Le programme")
    value = accepted(CardBlock(), CARD | {"page": page.pk})
    assert (value.link_url, value.link_label) == (f"/{page.slug}/", "Le programme")

    page.unpublish()

    value = CardBlock().to_python(CARD | {"page": page.pk})
    assert value.link_url == ""


# --- Tables and figures ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows", [[["A", "B"], ["1"]], [["A"], ["1", "2"]], [["A", "B"], ["1", "2"], ["1", "2", "3"]]]
)
def test_a_ragged_table_is_refused(rows: list[list[str]]) -> None:
    told = {"caption": "Prix", "header_column": True, "rows": rows}

    assert refusals(TableBlock(), told) == {
        "rows": ["Toutes les lignes doivent avoir autant de cases."]
    }


def test_a_table_has_at_least_a_heading_and_a_row() -> None:
    told = {"caption": "Prix", "header_column": True, "rows": [["A", "B"]]}

    with pytest.raises(ValidationError):
        TableBlock().clean(TableBlock().to_python(told))


def test_a_regular_table_is_kept() -> None:
    rows = [["Durée", "Prix"], ["Le mois", ""]]

    value = accepted(TableBlock(), {"caption": "Prix", "header_column": True, "rows": rows})

    assert [list(row) for row in value["rows"]] == rows


FIGURE = {"computed": "", "value": "", "label": "lieux", "source": ""}
ONE_OF_TWO = {"value": ["Choisissez une valeur calculée ou écrivez-en une."]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ONE_OF_TWO),
        ({"value": " "}, ONE_OF_TWO),
        ({"computed": "positions", "value": "47", "source": "INSEE"}, ONE_OF_TWO),
        ({"value": "13 km"}, {"source": ["Dites d’où vient ce chiffre."]}),
        ({"value": "13 km", "source": " "}, {"source": ["Dites d’où vient ce chiffre."]}),
    ],
)
def test_a_figure_is_computed_or_written_with_its_source(change: dict, expected: dict) -> None:
    assert refusals(FigureBlock(), FIGURE | change) == expected


@pytest.mark.parametrize(
    "change", [{"computed": "positions"}, {"value": "13 km", "source": "INSEE, 2021"}]
)
def test_a_figure_is_kept(change: dict) -> None:
    assert dict(accepted(FigureBlock(), FIGURE | change)) == FIGURE | change


# --- All of them -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "block"), BODY_BLOCKS, ids=[name for name, _ in BODY_BLOCKS])
def test_every_block_has_an_icon_a_description_and_a_label(name: str, block: Block) -> None:
    assert block.meta.icon not in ("", "placeholder")
    assert block.meta.description
    assert block.meta.label


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    output = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=output)

    assert "No changes detected" in output.getvalue()


def test_no_migration_holds_a_block() -> None:
    texts = [file.read_text(encoding="utf-8") for file in MIGRATIONS.glob("0*.py")]

    assert any("pages.fields.LeanStreamField(" in text for text in texts)
    assert [text.count("wagtail.blocks") + text.count("block_lookup") for text in texts] == [
        0
    ] * len(texts)
