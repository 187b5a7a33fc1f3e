"""What becomes of a photograph that someone sends."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from club.telecentres.models import SpacePhoto
from club.telecentres.photos import MAX_BYTES, MAX_SIDE, reencoded
from tests.club.telecentres.factories import SpaceFactory

UNREADABLE = ["Ce fichier n’est pas une image JPEG, PNG ou WebP lisible."]
TOO_LARGE = ["Cette image a plus de 25 millions de points. Envoyez-en une plus petite."]
TOO_HEAVY = ["Cette image pèse plus de 12 Mo. Envoyez-en une plus légère."]
GPS_IFD, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def picture(
    size: tuple[int, int] = (8, 4), *, kind: str = "JPEG", mode: str = "RGB", **options
) -> BytesIO:
    file = BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    file.seek(0)
    return file


def png_of(width: int, height: int) -> BytesIO:
    """A PNG that says its size and holds no pixel: whoever decodes it fails otherwise."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b""))


def refusal(file: BytesIO, name: str = "photo.jpg") -> list[str]:
    with pytest.raises(ValidationError) as error:
        reencoded(file, name=name)
    return error.value.messages


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_webp(kind: str) -> None:
    made = reencoded(picture(kind=kind), name="Salle Bredons.JPG")

    with Image.open(made) as image:
        assert (image.format, image.size, made.name) == ("WEBP", (8, 4), "Salle Bredons.webp")


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_every_kind_of_colour_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    made = reencoded(picture(kind=kind, mode=mode), name="a.png")

    with Image.open(made) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize(
    "size",
    [
        (5001, 5000),
        (25_000_001, 1),
        (10_000, 9_000),  # Pillow warns
        (20_000, 20_000),  # Pillow refuses by itself
        (2**31 - 1, 2**31 - 1),
    ],
)
def test_too_many_pixels_are_refused_before_any_is_decoded(size: tuple[int, int]) -> None:
    assert refusal(png_of(*size)) == TOO_LARGE


def test_the_largest_size_is_decoded() -> None:
    # 25 million points are read, and found missing.
    assert refusal(png_of(5000, 5000)) == UNREADABLE


def test_a_file_over_twelve_megabytes_is_refused() -> None:
    heavy = BytesIO(picture().getvalue() + b"\0" * MAX_BYTES)

    assert refusal(heavy) == TOO_HEAVY


def test_a_large_picture_is_made_smaller() -> None:
    made = reencoded(picture((MAX_SIDE * 2, 100)), name="a.jpg")

    with Image.open(made) as image:
        assert image.size == (MAX_SIDE, 50)


def test_gps_and_camera_are_taken_off() -> None:
    exif = Image.Exif()
    exif[MAKE] = "Appareil-secret"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (45.0, 6.0, 36.0)})
    sent = picture(exif=exif)
    with Image.open(BytesIO(sent.getvalue())) as image:
        assert dict(image.getexif().get_ifd(GPS_IFD)) == {1: "N", 2: (45.0, 6.0, 36.0)}

    made = reencoded(sent, name="a.jpg")

    with Image.open(made) as image:
        assert dict(image.getexif()) == {}
        assert "exif" not in image.info
    assert b"Appareil-secret" not in made.read()


def test_a_rotation_told_by_the_camera_is_applied() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # a quarter turn
    upright = Image.new("RGB", (40, 20), "white")
    upright.paste("black", (0, 0, 20, 20))  # the left half
    file = BytesIO()
    upright.save(file, "JPEG", exif=exif)

    made = reencoded(file, name="a.jpg")

    with Image.open(made) as image:
        assert image.size == (20, 40)
        assert image.convert("L").getpixel((10, 5)) < 60  # left has become top
        assert image.convert("L").getpixel((10, 35)) > 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"MZ\x90\x00\x03\x00\x00\x00 This program cannot be run in DOS mode."),
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("dessin.jpg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("page.png", b"<!doctype html><script>alert(1)</script>"),
        ("vide.png", b""),
        ("coupe.jpg", picture((200, 200)).getvalue()[:300]),
        ("anime.gif", picture(kind="GIF").getvalue()),
        ("scan.tiff", picture(kind="TIFF").getvalue()),
    ],
)
def test_what_is_no_photograph_is_refused(name: str, content: bytes) -> None:
    assert refusal(BytesIO(content), name) == UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_a_picture_or_a_french_refusal(kind: str) -> None:
    whole = picture((30, 30), kind=kind).getvalue()
    refusals = set()

    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            reencoded(BytesIO(bytes(damaged)), name="a")
        except ValidationError as error:
            refusals.update(error.messages)

    assert refusals <= {*UNREADABLE, *TOO_LARGE}


@pytest.mark.django_db
def test_a_photograph_is_reencoded_when_it_is_checked() -> None:
    photo = SpacePhoto(
        space=SpaceFactory(),
        image=ContentFile(picture((600, 300)).getvalue(), name="bureau.jpg"),
        alt="Un bureau",
    )

    photo.full_clean()
    photo.save()

    photo.refresh_from_db()
    assert (photo.width, photo.height) == (600, 300)
    assert photo.image.name.endswith(".webp")
    with photo.image.storage.open(photo.image.name) as file, Image.open(file) as image:
        assert image.format == "WEBP"


@pytest.mark.django_db
def test_a_program_renamed_to_a_photograph_is_refused_by_the_model() -> None:
    photo = SpacePhoto(
        space=SpaceFactory(), image=ContentFile(b"MZ\x90\x00", name="a.jpg"), alt="Un bureau"
    )

    with pytest.raises(ValidationError) as error:
        photo.full_clean()

    assert error.value.messages == UNREADABLE
