"""The photograph of a member: sent, taken away, and served only to who may see it."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from club.members.models import Member, Visibility
from club.members.profile_forms import PhotoForm
from club.members.profiles import set_photo
from club.members.querysets import FRESH_FOR
from club.users.models import User
from club.users.roles import ANIMATEURS, setup_roles
from tests.club.members.factories import MemberFactory, UserFactory
from tests.club.members.test_profiles import picture, stored

pytestmark = pytest.mark.django_db
PAGE = "/club/profil/photo/"


def sent(content: bytes, name: str = "moi.jpg") -> dict:
    return {"photo": SimpleUploadedFile(name, content, content_type="image/jpeg")}


def address(member: Member) -> str:
    return f"/club/photos/{member.pk}/"


def asked_by(user: User | None, member: Member) -> int:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    response = browser.get(address(member))
    if response.streaming:
        b"".join(response.streaming_content)  # closes the file
    return response.status_code


@pytest.fixture
def member(client) -> Member:
    member = MemberFactory()
    client.force_login(member.user)
    return member


@pytest.fixture
def seen(member) -> Member:
    """A member with a photograph, as the club sees it."""
    return set_photo(member, picture())


def test_a_photograph_is_sent_shown_and_taken_away(
    client, member, django_capture_on_commit_callbacks
):
    before = stored()

    answers = [client.post(PAGE, sent(picture().getvalue())).headers["Location"]]
    shown = client.get(address(member))
    with Image.open(BytesIO(b"".join(shown.streaming_content))) as image:
        form = image.format
    with django_capture_on_commit_callbacks(execute=True):
        answers.append(client.post(f"{PAGE}retirer/").headers["Location"])

    assert answers == ["/club/profil/"] * 2
    assert (form, shown.headers["Content-Type"]) == ("WEBP", "image/webp")
    assert (stored(), client.get(address(member)).status_code) == (before, 404)


def test_no_cache_keeps_a_photograph(seen):
    Member.objects.update(is_in_public_catalogue=True, show_photo=Visibility.PUBLIC)

    response = Client().get(address(seen))
    response.close()

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.cookies == {}


def test_it_is_never_a_public_file(client, seen):
    assert client.get(f"/media/{seen.photo.name}").status_code == 404


@pytest.mark.parametrize(
    ("show", "in_catalogue", "answers"),
    [
        # a visitor, an account without membership, one suspended, another member, an animateur;
        # and its owner, always: it is on the page where they change it.
        (Visibility.NOBODY, True, [404, 404, 404, 404, 404, 200]),
        (Visibility.CLUB, True, [404, 404, 404, 200, 200, 200]),
        (Visibility.PUBLIC, False, [404, 404, 404, 200, 200, 200]),
        (Visibility.PUBLIC, True, [200, 200, 200, 200, 200, 200]),
    ],
)
def test_only_who_may_see_it_gets_it(seen, show, in_catalogue, answers):
    setup_roles()
    Member.objects.update(show_photo=show, is_in_public_catalogue=in_catalogue)
    animateur = UserFactory()
    animateur.groups.add(Group.objects.get(name=ANIMATEURS))
    readers = (
        None,
        UserFactory(),
        MemberFactory(state=Member.State.SUSPENDED).user,
        MemberFactory().user,
        animateur,
        seen.user,
    )

    assert [asked_by(reader, seen) for reader in readers] == answers


@pytest.mark.parametrize(
    "changes",
    [
        {"state": Member.State.SUSPENDED},
        {"state": Member.State.RESIGNED},
        {"last_confirmed_at": timezone.now() - FRESH_FOR},
    ],
)
def test_who_left_the_directory_has_no_photograph_for_others(seen, changes):
    Member.objects.update(is_in_public_catalogue=True, show_photo=Visibility.PUBLIC, **changes)

    assert [asked_by(None, seen), asked_by(MemberFactory().user, seen)] == [404, 404]


def test_without_a_photograph_a_file_or_a_member_there_is_nothing(client, seen):
    assert asked_by(seen.user, MemberFactory()) == 404
    default_storage.delete(seen.photo.name)
    statuses = [
        client.get(path).status_code
        for path in (address(seen), "/club/photos/0/", f"/club/photos/{10**30}/")
    ]

    assert statuses == [404] * 3


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"<svg onload=alert(1)>", "moi.jpg", "Ce fichier n’est pas une image JPEG, PNG ou WebP"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "a.gif", "Ce fichier n’est pas une image JPEG"),
        (b"", "moi.jpg", "Ce fichier est vide."),
        (b"x" * (PhotoForm.MAX_BYTES + 1), "moi.jpg", "Cette image pèse plus de 10 Mo."),
        (
            picture((6000, 4500)).getvalue(),
            "moi.jpg",
            "Cette image a plus de 25 millions de points",
        ),
        (picture().getvalue()[:500], "moi.jpg", "Ce fichier n’est pas une image JPEG"),
        (b"x", "n" * 10_000, "Ce fichier n’est pas une image JPEG"),
    ],
)
def test_a_bad_file_is_told_in_french_and_leaves_nothing(client, seen, content, name, error):
    before = stored()

    response = client.post(PAGE, sent(content, name))

    assert response.status_code == 200
    assert f"Votre photographie\u202f: {error}" in response.content.decode()
    assert stored() == before
    assert asked_by(seen.user, seen) == 200


def test_nothing_sent_is_told(client, member):
    for form in ({}, {"photo": "un texte"}):
        assert "Choisissez une image." in client.post(PAGE, form).content.decode()


def test_a_full_disk_is_told_and_leaves_nothing(client, member, monkeypatch):
    before, save = stored(), default_storage.save

    def half_written(name, content):
        save(name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", half_written)

    response = client.post(PAGE, sent(picture().getvalue()))

    assert "La photographie n’a pas pu être enregistrée." in response.content.decode()
    assert stored() == before


def test_sending_twice_keeps_one_file(client, member, django_capture_on_commit_callbacks):
    before, content = stored(), picture().getvalue()

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(PAGE, sent(content)).status_code for _ in range(2)]

    member.refresh_from_db()
    assert answers == [302, 302]
    assert stored() - before == {member.photo.name}
