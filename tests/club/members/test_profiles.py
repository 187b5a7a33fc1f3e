"""Writing a profile, its photograph, and keeping it fresh."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import timezone
from PIL import Image

from club.members.models import Member, Visibility
from club.members.profiles import (
    PHOTO_SIDE,
    PROFILE_FIELDS,
    ask_confirmations,
    confirm_profile,
    hide_stale,
    remove_photo,
    save_profile,
    set_photo,
)
from config.views import PUBLIC_MEDIA
from tests.club.members.factories import SIRET, MemberFactory, make_member, make_skill

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)


def picture(size: tuple[int, int] = (800, 600), **options) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size).save(file, "JPEG", **options)
    file.seek(0)
    return file


def photo_of(member: Member) -> bytes:
    with default_storage.open(member.photo.name) as file:
        return file.read()


def stored() -> set[str]:
    """The photographs in the storage."""
    if not default_storage.exists("members"):
        return set()
    return {f"members/{name}" for name in default_storage.listdir("members")[1]}


def test_a_profile_is_written_confirmed_and_found():
    make_skill("Paie", "fiches de paie")
    member = MemberFactory(last_confirmed_at=NOW - 400 * DAY, hidden_at=NOW)

    saved = save_profile(
        member,
        headline="Vos fiches de paie",
        siret="732 829 320 00074",
        show_siret=Visibility.NOBODY,
        skills=["fiches de paie"],
        public_name="Odile Bessou",
    )

    saved.refresh_from_db()
    assert (saved.siret, str(saved), saved.hidden_at) == (SIRET, "Odile Bessou", None)
    assert [skill.name for skill in saved.skills.all()] == ["Paie"]
    words = saved.clubentry.words.split()
    assert ("bessou" in words, SIRET in words) == (True, False)
    assert Member.objects.in_directory().get() == member


def test_skills_and_name_stay_when_they_are_not_told():
    member = make_member("Odile Bessou", skills=("Paie",))

    save_profile(member, headline="Bonjour")

    member.refresh_from_db()
    assert [skill.name for skill in member.skills.all()] == ["Paie"]
    assert str(member.user) == "Odile Bessou"


@pytest.mark.parametrize("field", ["state", "photo", "user", "clubentry", "last_confirmed_at"])
def test_what_is_no_field_of_a_profile_is_not_written(field):
    assert field not in PROFILE_FIELDS
    with pytest.raises(TypeError, match=field):
        save_profile(MemberFactory(), **{field: "x"})


def test_a_wrong_field_changes_nothing():
    member = MemberFactory(headline="Avant")

    with pytest.raises(ValidationError):
        save_profile(member, headline="Après", links=["javascript:alert(1)"], skills=["Paie"])

    member.refresh_from_db()
    assert (member.headline, member.skills.count()) == ("Avant", 0)


# --- The photograph ------------------------------------------------------------------------------


def test_a_photograph_is_a_small_square_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x010F] = "Appareil-secret"

    member = set_photo(MemberFactory(), picture(exif=exif))

    content = photo_of(member)
    with Image.open(BytesIO(content)) as image:
        assert (image.format, image.size) == ("WEBP", (PHOTO_SIDE, PHOTO_SIDE))
        assert dict(image.getexif()) == {}
    assert b"Appareil-secret" not in content


def test_a_small_picture_is_not_blown_up():
    member = set_photo(MemberFactory(), picture((90, 60)))

    with Image.open(BytesIO(photo_of(member))) as image:
        assert image.size == (60, 60)


def test_a_photograph_is_no_public_file_and_its_name_tells_nothing():
    member = set_photo(MemberFactory(), picture())

    assert not member.photo.name.startswith(PUBLIC_MEDIA)
    assert len(member.photo.name) == len("members/") + 32 + len(".webp")


def test_the_former_photograph_goes_once_the_new_one_is_recorded(
    django_capture_on_commit_callbacks,
):
    before = stored()
    member = set_photo(MemberFactory(), picture())
    first = member.photo.name

    with django_capture_on_commit_callbacks(execute=True):
        member = set_photo(member, picture())
    assert stored() - before == {member.photo.name}
    assert first != member.photo.name

    with django_capture_on_commit_callbacks(execute=True):
        member = remove_photo(member)
    assert (stored() - before, member.photo.name) == (set(), "")


def test_what_is_no_picture_leaves_no_file():
    before, member = stored(), MemberFactory()

    with pytest.raises(ValidationError):
        set_photo(member, BytesIO(b"<svg onload=alert(1)>"))
    Member.objects.all().delete()
    with pytest.raises((DatabaseError, Member.DoesNotExist)):
        set_photo(member, picture())

    assert stored() == before


# --- Freshness -----------------------------------------------------------------------------------


def test_one_is_asked_every_six_months_hidden_after_twelve_and_told_once(told):
    member = MemberFactory(
        starts_on=NOW.date(), ends_on=NOW.date() + 900 * DAY, last_confirmed_at=NOW
    )

    done = []
    for day in range(0, 400, 5):
        now = NOW + day * DAY
        for job in (ask_confirmations, hide_stale):
            with time_machine.travel(now, tick=False):
                if job(now):
                    done.append((job.__name__, day))
                is_shown = Member.objects.in_directory().exists()
        assert is_shown == (day < 365)

    assert done == [("ask_confirmations", 185), ("hide_stale", 365)]
    assert [subject for _, subject in told()] == [
        "Votre profil est-il toujours à jour\u202f?",
        "Votre profil a quitté l’annuaire",
    ]
    assert member.user.email


def test_a_click_brings_a_profile_back_for_twelve_months(told):
    member = MemberFactory(last_confirmed_at=NOW - 400 * DAY)
    hide_stale()
    told()

    confirm_profile(member)

    assert Member.objects.in_directory().get().hidden_at is None
    assert (ask_confirmations(), hide_stale(), told()) == (0, 0, [])


@pytest.mark.parametrize("state", ["suspended", "expired", "application"])
def test_only_active_members_are_asked(state):
    MemberFactory(state=state, last_confirmed_at=NOW - 200 * DAY)
    MemberFactory(state=state, last_confirmed_at=NOW - 400 * DAY)

    assert (ask_confirmations(), hide_stale()) == (0, 0)
