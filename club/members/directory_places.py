"""The two places where members are looked for: the same pages, each for a kind of reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify

from club.members.visibility import Reader, SeenMember
from club.telecentres.text import fold


@dataclass(frozen=True)
class Place:
    reader: Reader
    namespace: str
    title: str

    @property
    def is_public(self) -> bool:
        return self.reader is Reader.VISITOR

    @property
    def list_url(self) -> str:
        return reverse(f"{self.namespace}:list")

    @property
    def csv_url(self) -> str:
        return reverse(f"{self.namespace}:csv")

    @property
    def print_url(self) -> str:
        return reverse(f"{self.namespace}:print")

    def url_of(self, seen: SeenMember) -> str:
        return reverse(f"{self.namespace}:detail", kwargs=self._words(seen))

    def card_url_of(self, seen: SeenMember) -> str:
        return reverse(f"{self.namespace}:vcard", kwargs=self._words(seen))

    def slug_of(self, seen: SeenMember) -> str:
        return slugify(fold(seen.name)) or "profil"

    def _words(self, seen: SeenMember) -> dict[str, object]:
        return {"pk": seen.pk} | ({"slug": self.slug_of(seen)} if self.is_public else {})


CATALOGUE = Place(Reader.VISITOR, "catalogue", "Annuaire des indépendants du Cantal")
DIRECTORY = Place(Reader.CLUB, "directory", "Annuaire du club")
