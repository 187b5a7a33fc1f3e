"""The profile of a member: writing it, its photograph, and keeping it fresh."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from club.members import emails
from club.members.history import lock
from club.members.indexing import index_member
from club.members.models import Member
from club.members.models.profile import Profile
from club.members.querysets import CONFIRM_EVERY, FRESH_FOR
from club.members.siret import clean_siret
from club.members.skills import set_skills
from club.telecentres.photos import reencoded

PHOTO_SIDE = 512  # pixels
# What `save_profile` writes: not the photograph, nor what the services date.
PROFILE_FIELDS = frozenset(field.name for field in Profile._meta.local_fields) - {
    "photo",
    "last_confirmed_at",
    "confirmation_asked_at",
    "hidden_at",
}


@transaction.atomic
def save_profile(
    member: Member,
    *,
    skills: Iterable[str] | None = None,
    public_name: str | None = None,
    **fields: Any,
) -> Member:
    """Write fields of a profile (PROFILE_FIELDS), `show_<field>` among them; it confirms it.

    `skills`: their names, those unknown becoming suggestions; None leaves them. `public_name` is
    the one of the account. Raises ValidationError, TooManySkills, and TypeError for another field.
    """
    unknown = set(fields) - PROFILE_FIELDS
    if unknown:
        raise TypeError(f"A profile has no field {', '.join(sorted(unknown))}.")
    locked = lock(member)
    if "siret" in fields:
        fields["siret"] = clean_siret(fields["siret"])
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    if public_name is not None:
        locked.user.public_name = public_name
        locked.user.full_clean(exclude=("password",))
        locked.user.save(update_fields=("public_name",))
    if skills is not None:
        set_skills(locked, skills, by=locked.user)
    _confirm(locked)
    index_member(locked)
    return locked


def set_photo(member: Member, file: IO[bytes]) -> Member:
    """Give a member this photograph: the middle of it, re-encoded, without what the camera wrote.

    The former one is deleted once the new one is recorded; a refused or failed write leaves no
    file. Raises ValidationError, in French (see `club.telecentres.photos`), and OSError (a full
    disk).
    """
    content = reencoded(file, name="photo", square=PHOTO_SIDE)
    name = f"members/{secrets.token_hex(16)}.webp"  # drawn: no other file has it
    try:
        default_storage.save(name, content)
        return _put_photo(member, name)
    except BaseException:
        default_storage.delete(name)
        raise


def remove_photo(member: Member) -> Member:
    """Take the photograph of a member away, and its file."""
    return _put_photo(member, "")


@transaction.atomic
def _put_photo(member: Member, name: str) -> Member:
    locked: Member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    former = locked.photo.name
    locked.photo = name
    locked.save(update_fields=("photo",))
    if former:
        transaction.on_commit(lambda: default_storage.delete(former))
    return locked


@transaction.atomic
def confirm_profile(member: Member) -> Member:
    """« Mon profil est à jour »: it stays, or comes back, in the directory for twelve months."""
    locked: Member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    _confirm(locked)
    index_member(locked)
    return locked


def _confirm(member: Member) -> None:
    member.last_confirmed_at = timezone.now()
    member.confirmation_asked_at = member.hidden_at = None
    member.save(update_fields=("last_confirmed_at", "confirmation_asked_at", "hidden_at"))


def ask_confirmations(now: datetime | None = None) -> int:
    """Nightly: ask members whose profile is six months old whether it still holds, once."""
    moment = now or timezone.now()
    due = Member.objects.active().filter(
        last_confirmed_at__lte=moment - CONFIRM_EVERY,
        last_confirmed_at__gt=moment - FRESH_FOR,
        confirmation_asked_at=None,
    )
    return sum(_mark(member, "confirmation_asked_at", moment) for member in due.order_by("pk"))


def hide_stale(now: datetime | None = None) -> int:
    """Nightly: tell members whose profile left the directory after twelve months, once.

    The directory does not wait for it: `MemberQuerySet.fresh` reads the date.
    """
    moment = now or timezone.now()
    due = Member.objects.active().filter(last_confirmed_at__lte=moment - FRESH_FOR, hidden_at=None)
    return sum(_mark(member, "hidden_at", moment) for member in due.order_by("pk"))


@transaction.atomic
def _mark(member: Member, field: str, moment: datetime) -> bool:
    """Date one of the two mails and write it, unless it went or the profile was confirmed since."""
    same = Member.objects.filter(
        pk=member.pk, last_confirmed_at=member.last_confirmed_at, **{field: None}
    )
    if not same.update(**{field: moment}):
        return False
    tell = emails.profile_hidden if field == "hidden_at" else emails.confirmation_asked
    tell(member)
    return True
