"""Photographs people send: bounded, re-encoded, without what the camera wrote in them."""

import warnings
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 25_000_000
MAX_SIDE = 2000  # pixels of the longer side once re-encoded
FORMATS = ("JPEG", "PNG", "WEBP")
TOO_LARGE = "Cette image a plus de 25 millions de points. Envoyez-en une plus petite."


def reencoded(file: IO[bytes], *, name: str, square: int | None = None) -> ContentFile:
    """The image as a WebP of at most 2000 pixels a side, turned upright, without EXIF nor GPS.

    `square`: its middle, as a square of so many pixels a side (or of its own, if it is smaller).

    The size is read from the header before any pixel is decoded. Raises ValidationError, in
    French, for a file over 12 MB or 25 million pixels, or that is no JPEG, PNG or WebP.
    """
    file.seek(0, 2)
    if file.tell() > MAX_BYTES:
        raise ValidationError("Cette image pèse plus de 12 Mo. Envoyez-en une plus légère.")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow has a limit of its own, farther than ours: it must not speak first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(file, formats=FORMATS)
        with opened as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(TOO_LARGE)
            upright = ImageOps.exif_transpose(image)
            if square is None:
                upright.thumbnail((MAX_SIDE, MAX_SIDE))
            else:
                side = min(square, *upright.size)
                upright = ImageOps.fit(upright, (side, side))
            clean = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
            output = BytesIO()
            clean.save(output, "WEBP", quality=82, method=4)
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            "Ce fichier n’est pas une image JPEG, PNG ou WebP lisible."
        ) from error
    stem = PurePosixPath(name).stem[:60] or "photo"
    return ContentFile(output.getvalue(), name=f"{stem}.webp")
