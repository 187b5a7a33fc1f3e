"""A StreamField whose blocks stay out of migrations."""

from typing import Any

from wagtail.fields import StreamField


class LeanStreamField(StreamField):
    """Blocks live in code only: changing one is no change of the database.

    Wagtail writes every block definition into each migration otherwise (hundreds of thousands of
    lines in some public projects). The price: a data migration must name blocks by hand.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "pages.fields.LeanStreamField", [[]], kwargs
