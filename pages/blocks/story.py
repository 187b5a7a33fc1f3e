"""Blocks that read the network: figures, centres, news."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from club.telecentres.figures import network_figures
from club.telecentres.french import french_number
from club.telecentres.freshness import remembered
from club.telecentres.models import Objective


class FigureBlock(blocks.StructBlock):
    computed = blocks.ChoiceBlock(
        label="Valeur calculée", choices=Objective.Figure.choices, required=False
    )
    value = blocks.CharBlock(label="ou valeur écrite", required=False, max_length=20)
    label = blocks.CharBlock(label="Légende", max_length=120)
    source = blocks.CharBlock(
        label="Source",
        required=False,
        max_length=160,
        help_text="D’où vient le chiffre et de quelle année. Obligatoire pour une valeur écrite.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned["computed"]) == bool(cleaned["value"].strip()):
            errors["value"] = ValidationError("Choisissez une valeur calculée ou écrivez-en une.")
        elif cleaned["value"].strip() and not cleaned["source"].strip():
            errors["source"] = ValidationError("Dites d’où vient ce chiffre.")
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "calendar-check"
        label = "Chiffre"


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    figures = blocks.ListBlock(FigureBlock(), label="Chiffres", min_num=1, max_num=6)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        computed: dict[str, int] = {}
        if any(figure.get("computed") for figure in value["figures"]):
            computed = remembered("figures", network_figures)
        context["figures"] = [
            {
                "value": french_number(computed[figure["computed"]])
                if figure.get("computed")
                else figure["value"],
                "label": figure["label"],
                "source": figure.get("source", ""),
            }
            for figure in value["figures"]
        ]
        return context

    class Meta:
        icon = "order-up"
        label = "Chiffres clés"
        description = "Des chiffres calculés par le site, ou écrits avec leur source."
        template = "pages/blocks/figures.html"
        preview_value = {
            "title": "Le réseau en chiffres",
            "figures": [{"computed": "positions", "label": "positions de travail"}],
        }


class TelecentresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Nos télécentres")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from pages.showcase import Network

        context = super().get_context(value, parent_context=parent_context)
        context["cards"] = Network().cards()
        return context

    class Meta:
        icon = "site"
        label = "Liste des télécentres"
        description = "Tous les télécentres en service, avec leur état d’ouverture."
        template = "pages/blocks/telecentres.html"
        preview_value = {"title": "Nos télécentres"}


class LatestNewsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Actualités")
    count = blocks.IntegerBlock(label="Nombre d’articles", min_value=1, max_value=9, default=3)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from pages.models import ArticlePage

        context = super().get_context(value, parent_context=parent_context)
        context["articles"] = list(ArticlePage.objects.published()[: value["count"]])
        return context

    class Meta:
        icon = "doc-full-inverse"
        label = "Dernières actualités"
        description = "Les articles les plus récents."
        template = "pages/blocks/latest_news.html"
        preview_value = {"title": "Actualités", "count": 3}
