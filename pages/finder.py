"""Choosing among the télécentres: what the address asks of the list and the map."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from club.telecentres.models import Equipment
from club.telecentres.text import fold

YES = "oui"


class CentreFinder:
    """The cards that answer the address; a filter that is not understood is told and left out."""

    def __init__(self, cards: list[dict[str, Any]], query: QueryDict) -> None:
        self.message = ""
        used = {item.pk: item for card in cards for item in card["equipment"]}
        self.equipment = sorted(used.values(), key=lambda item: fold(item.name))
        self.chosen = self._chosen(query.get("equipement", ""))
        self.is_open_only = query.get("ouvert", "") == YES
        self.is_free_only = query.get("libre", "") == YES
        self.total = len(cards)
        self.cards = [card for card in cards if self._keeps(card)]

    def context(self, base_url: str) -> dict[str, Any]:
        """The variables of the filter form and of the list."""
        return {
            "cards": self.cards,
            "positions_count": sum(card["positions"] for card in self.cards),
            "total": self.total,
            "equipment": self.equipment,
            "chosen_equipment": self.chosen,
            "is_open_only": self.is_open_only,
            "is_free_only": self.is_free_only,
            "is_filtered": self.chosen is not None or self.is_open_only or self.is_free_only,
            "message": self.message,
            "all_url": base_url,
        }

    def kept(self) -> set[int]:
        """The primary keys of the centres that answer."""
        return {card["telecentre"].pk for card in self.cards}

    def _chosen(self, slug: str) -> Equipment | None:
        if not slug:
            return None
        for item in self.equipment:
            if item.slug == slug:
                return item
        self.message = "Cet équipement n’existe pas : voici tous les télécentres."
        return None

    def _keeps(self, card: dict[str, Any]) -> bool:
        if self.chosen is not None and self.chosen not in card["equipment"]:
            return False
        if self.is_free_only and (card["places"] is None or card["places"].is_full):
            return False
        return card["status"].is_open or not self.is_open_only
