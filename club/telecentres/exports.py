"""Spreadsheets that other programs open: nothing in a cell may run, or break the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

# A spreadsheet takes a cell that starts so for a formula (OWASP, « CSV injection »). Wide forms
# and spaces before it count too: LibreOffice and Excel skip them.
_FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
# What XML 1.0, and so an .xlsx file, cannot hold.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def readable_text(value: str) -> str:
    """The text without the characters that no spreadsheet file can hold."""
    return _UNREADABLE.sub("", value)


def csv_cell(value: Any) -> Any:
    """A value for a CSV file; a text that would be a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = readable_text(value)
    return f"'{text}" if _FORMULA.search(text) else text


class SafeExport:
    """Put before the list view of a modeladmin: cells are escaped, hours are those of the Cantal.

    In .xlsx a text stays a text, whatever it starts with: only unreadable characters go.
    """

    FORMAT_CSV = "csv"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            local = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
            return local.isoformat(" ") if export_format == self.FORMAT_CSV else local
        processed = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        if export_format == self.FORMAT_CSV:
            return csv_cell(processed)
        return readable_text(processed) if isinstance(processed, str) else processed

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Start with the mark by which Excel knows that accents are in UTF-8."""
        yield b"\xef\xbb\xbf"
        yield from super().stream_csv(queryset)  # type: ignore[misc]
