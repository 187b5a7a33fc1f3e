"""Files that editors send: what a name promises is checked against what the file holds."""

from __future__ import annotations

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from club.telecentres.photos import reencoded

MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
# How a file of each allowed kind begins; kinds that are plain text have no mark.
SIGNATURES = {
    "pdf": b"%PDF-",
    "odt": _ZIP,
    "ods": _ZIP,
    "odp": _ZIP,
    "docx": _ZIP,
    "xlsx": _ZIP,
    "ics": b"BEGIN:VCALENDAR",
}
TEXTS = ("csv", "txt", "ics")


def check_document(file: IO[bytes], *, name: str) -> None:
    """Raise ValidationError, in French, when the file is too heavy or is not what its name says.

    Reads at most 64 kB, wherever the file lies.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head = file.read(65_536)
    file.seek(0)
    if size > MAX_DOCUMENT_BYTES:
        raise ValidationError("Ce document pèse plus de 20 Mo. Envoyez-en un plus léger.")
    extension = name.rsplit(".", 1)[-1].lower()
    mark = SIGNATURES.get(extension, b"")
    honest = head.lstrip(b"\xef\xbb\xbf").startswith(mark)
    if extension in TEXTS:
        honest = honest and b"\x00" not in head
    if not honest:
        raise ValidationError(
            f"Ce fichier n’est pas un document « {extension} » : son contenu dit autre chose."
        )


class CheckedDocumentForm(BaseDocumentForm):
    """Wagtail's document form, with the content checked."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_document(file, name=file.name)
        return file


class CheckedImageForm(BaseImageForm):
    """Wagtail's image form: what is kept is re-encoded, upright, without EXIF nor GPS."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file or "file" not in self.changed_data:
            return file
        clean = reencoded(file, name=file.name)
        content = SimpleUploadedFile(clean.name or "image.webp", clean.read(), "image/webp")
        # Wagtail reads the size from the field's own image: check the new bytes as it would.
        return self.fields["file"].clean(content, None)
