"""Blocks of words."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

INLINE_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = "Texte"
        description = "Paragraphes, intertitres, listes et liens."
        template = "pages/blocks/text.html"
        preview_value = (
            "<h2>Un intertitre</h2><p>Un paragraphe de texte avec un mot <b>en gras</b>.</p>"
        )


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Citation", max_length=600)
    author = blocks.CharBlock(label="Auteur", required=False, max_length=80)
    role = blocks.CharBlock(label="Qualité", required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = "Citation"
        description = "Les mots de quelqu’un, avec son nom."
        template = "pages/blocks/quote.html"
        preview_value = {
            "text": "J’ai gagné une heure par jour.",
            "author": "Une adhérente",
            "role": "traductrice à Cassaniouze",
        }


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label="Ton",
        choices=[
            ("info", "À savoir"),
            ("advice", "Conseil"),
            ("warning", "Attention"),
        ],
        default="info",
    )
    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.RichTextBlock(label="Texte", features=INLINE_FEATURES)

    class Meta:
        icon = "info-circle"
        label = "Encadré"
        description = "Une information à ne pas manquer."
        template = "pages/blocks/callout.html"
        preview_value = {
            "tone": "info",
            "title": "La première année est gratuite",
            "text": "<p>Elle commence le jour de votre première venue.</p>",
        }


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label="Titre du tableau",
        max_length=160,
        help_text="Lu avant le tableau : ce qu’il contient.",
    )
    header_column = blocks.BooleanBlock(
        label="La première colonne nomme chaque ligne", required=False, default=True
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(
            blocks.CharBlock(required=False, max_length=200), label="Ligne", min_num=1
        ),
        label="Lignes",
        min_num=2,
        help_text="La première ligne nomme les colonnes.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if len({len(row) for row in cleaned["rows"]}) > 1:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "rows": ValidationError("Toutes les lignes doivent avoir autant de cases.")
                }
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Each cell comes with the name of its column: on a phone a row is drawn as a card."""
        context = super().get_context(value, parent_context=parent_context)
        headers, *rows = [list(row) for row in value["rows"]] or [[]]
        context["headers"] = headers
        context["labelled_rows"] = [list(zip(headers, row, strict=False)) for row in rows]
        return context

    class Meta:
        icon = "table"
        label = "Tableau"
        description = "Un tableau avec ses titres de colonnes."
        template = "pages/blocks/table.html"
        preview_value = {
            "caption": "Temps de route",
            "header_column": True,
            "rows": [["Trajet", "Minutes"], ["Murat – Allanche", "25"]],
        }
