"""Uploaded files: only two folders are public."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db

SECRET = b"not for everyone"
PRIVATE = (
    "original_images/photo.jpg",
    "documents/note.pdf",
    "probes/x",
    "photo.jpg",
    "imagesx/photo.jpg",
)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "beside.txt").write_bytes(SECRET)
    for name in ("images/photo.jpg", "spaces/2027/poste.webp", *PRIVATE):
        default_storage.save(name, ContentFile(SECRET))


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "kind"), [("images/photo.jpg", "image/jpeg"), ("spaces/2027/poste.webp", "image/webp")]
)
def test_a_public_file_is_served_to_anyone(client, name, kind):
    response = client.get(f"/media/{name}")

    assert (response.status_code, body_of(response)) == (200, SECRET)
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == "public, max-age=2592000"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", PRIVATE)
def test_another_folder_is_not_public(client, admin_user, name):
    assert default_storage.exists(name)
    client.force_login(admin_user)

    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "images/../documents/note.pdf",
        "images/%2e%2e/documents/note.pdf",
        "images/..%2fdocuments/note.pdf",
        "images/../../beside.txt",
        "images//../documents/note.pdf",
        "images/./photo.jpg",
        "images//photo.jpg",
        "./images/photo.jpg",
        "/images/photo.jpg",
        "images\\..\\documents\\note.pdf",
        "images/..",
        "images/",
        "images",
        "images/absent.jpg",
        f"images/{'x' * 300}.jpg",
    ],
)
def test_no_way_round(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_a_nul_in_the_name_is_refused(client):
    assert client.get("/media/images/photo.jpg%00").status_code == 400


def test_a_public_file_is_only_read(client):
    assert client.post("/media/images/photo.jpg").status_code == 405
