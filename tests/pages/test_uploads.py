"""Files that editors send."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image

from club.users.models import User
from pages.uploads import MAX_DOCUMENT_BYTES, check_document

PDF = b"%PDF-1.7\n%\xe2\xe3\n"
PROGRAM = b"MZ\x90\x00\x03\x00"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("etude.pdf", PDF),
        ("ETUDE.PDF", PDF),
        ("tableau.xlsx", b"PK\x03\x04suite"),
        ("liste.csv", "Prénom;Nom\n".encode()),
        ("agenda.ics", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n"),
        ("vide.txt", b""),
    ],
)
def test_a_document_that_is_what_it_says_passes(name: str, content: bytes) -> None:
    file = io.BytesIO(content)

    check_document(file, name=name)

    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("etude.pdf", PROGRAM),
        ("tableau.xlsx", PDF),
        ("liste.csv", PROGRAM),
        ("agenda.ics", b"<script>alert(1)</script>"),
    ],
)
def test_a_document_renamed_is_refused_in_french(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError, match="son contenu dit autre chose"):
        check_document(io.BytesIO(content), name=name)


def test_a_heavy_document_is_refused() -> None:
    with pytest.raises(ValidationError, match="plus de 20 Mo"):
        check_document(io.BytesIO(PDF + bytes(MAX_DOCUMENT_BYTES)), name="etude.pdf")


@pytest.fixture
def editor(client: Client, db: Any) -> Client:
    client.force_login(
        User.objects.create_superuser("admin@essai.example", "x", public_name="Admin")
    )
    return client


def send_document(client: Client, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    answer = client.post(
        "/gestion/documents/add/", {"title": "Étude", "file": file, "tags": "", "collection": 1}
    )
    return answer.content.decode() if answer.status_code == 200 else ""


def send_image(client: Client, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    answer = client.post(
        "/gestion/images/add/", {"title": "Vue", "file": file, "tags": "", "collection": 1}
    )
    return answer.content.decode() if answer.status_code == 200 else ""


def test_the_back_office_refuses_a_program_named_pdf(editor: Client) -> None:
    html = send_document(editor, "etude.pdf", PROGRAM)

    assert "son contenu dit autre chose" in html
    assert Document.objects.count() == 0


def test_the_back_office_refuses_a_kind_that_is_not_allowed(editor: Client) -> None:
    assert send_document(editor, "outil.exe", PROGRAM) != ""
    assert Document.objects.count() == 0


def test_the_back_office_keeps_an_honest_document(editor: Client) -> None:
    assert send_document(editor, "etude.pdf", PDF) == ""
    assert Document.objects.get().filename.endswith(".pdf")


def photograph_with_gps() -> bytes:
    exif = Picture.Exif()
    exif[0x010E] = "Chez Mme Vidal"
    exif.get_ifd(0x8825)[1] = "N"
    output = io.BytesIO()
    Picture.new("RGB", (60, 40), "green").save(output, "JPEG", exif=exif)
    return output.getvalue()


def test_an_image_is_kept_re_encoded_without_what_the_camera_wrote(editor: Client) -> None:
    assert send_image(editor, "vue.jpg", photograph_with_gps()) == ""

    image = Image.objects.get()
    with image.file.open() as file, Picture.open(file) as kept:
        assert (kept.format, kept.size) == ("WEBP", (60, 40))
        assert dict(kept.getexif()) == {}
    assert (image.width, image.height) == (60, 40)


def png_header_of(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds almost nothing: a decompression bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bombe.png", png_header_of(11_000, 11_000)),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("dessin.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("outil.jpg", PROGRAM),
        ("vide.jpg", b""),
    ],
)
def test_an_image_that_is_none_or_too_large_is_refused(
    editor: Client, name: str, content: bytes
) -> None:
    html = send_image(editor, name, content)

    assert html != ""
    assert "error-message" in html
    assert Image.objects.count() == 0
