"""A link to a page of the site or to an address elsewhere: one of the two, never both."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from pages.links import SitePageChooserBlock


def is_link(url: str) -> bool:
    """A path of the site, or an address elsewhere; « //example.org » is neither at first sight."""
    is_path = url.startswith("/") and url[1:2] not in ("/", "\\")
    return is_path or url.startswith(("https://", "http://", "mailto:", "tel:"))


class LinkValue(blocks.StructValue):
    """Gives templates `link_url` and `link_label`, whichever kind of link it is."""

    @property
    def link_url(self) -> str:
        page = self.get("page")
        if page is not None:
            return str(page.url or "") if page.live else ""
        return str(self.get("url") or "")

    @property
    def link_label(self) -> str:
        page = self.get("page")
        return str(
            self.get("label") or (page.title if page is not None else "") or "En savoir plus"
        )


class LinkBlock(blocks.StructBlock):
    """The base of every block that carries a link; `link_required` makes one compulsory."""

    page = SitePageChooserBlock(label="Page du site", required=False)
    url = blocks.CharBlock(
        label="ou adresse",
        required=False,
        max_length=300,
        help_text="https://… ou un chemin du site comme /telecentres/.",
    )
    label = blocks.CharBlock(label="Texte du lien", required=False, max_length=80)

    link_required = False

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        page, url = cleaned.get("page"), (cleaned.get("url") or "").strip()
        if page and url:
            errors["url"] = ValidationError("Choisissez une page ou une adresse, pas les deux.")
        elif url and not is_link(url):
            errors["url"] = ValidationError("Une adresse commence par https:// ou par /.")
        elif self.link_required and not page and not url:
            errors["page"] = ValidationError("Choisissez où mène ce lien.")
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        value_class = LinkValue
        icon = "link"
