"""Structured data of a page, for machines."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# A « < » inside JSON would end the script element: written as its escape, it cannot.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(data: dict[str, Any]) -> SafeString:
    """The JSON-LD script element of one thing; nothing in it can end the element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(  # noqa: S308 (every < > & is escaped just below)
        f'<script type="application/ld+json">{text.translate(_UNSAFE)}</script>'
    )
