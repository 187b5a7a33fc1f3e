"""Photographs of the spaces on the page of a centre."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from club.telecentres.models import SpacePhoto
from tests.club.telecentres.factories import SpaceFactory, TelecentreFactory
from tests.pages.factories import make_home, make_telecentre_index, make_telecentre_page

pytestmark = pytest.mark.django_db


def test_a_photograph_is_shown_with_its_words_and_its_size(client: Client) -> None:
    centre = TelecentreFactory(slug="murat")
    content = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(content, "PNG")
    photo = SpacePhoto(
        space=SpaceFactory(telecentre=centre),
        image=SimpleUploadedFile("poste.png", content.getvalue()),
        alt="Le poste près de la fenêtre",
    )
    photo.full_clean()
    photo.save()
    make_telecentre_page(make_telecentre_index(make_home()), centre)

    html = client.get("/telecentres/murat/").content.decode()

    shown = re.findall(r'<img class="space-photo" src="([^"]+)" width="80" height="60"', html)
    assert len(shown) == 1
    assert 'alt="Le poste près de la fenêtre"' in html
    file = client.get(shown[0])
    assert file["Content-Type"] == "image/webp"
    assert b"".join(file.streaming_content)[8:12] == b"WEBP"
    file.close()
