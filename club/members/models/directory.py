"""What the directory keeps besides the profiles: see `club.members.indexing`, which writes it."""

from __future__ import annotations

from typing import Any

from django.db import models

from club.members.models.members import Member
from club.members.models.profile import Profile
from club.telecentres.models import Commune, Telecentre

# PostgreSQL keeps a text beside its row, and reads it only when asked for it, from 2 kB on.
BESIDE = 2100


class TextBeside(models.TextField):
    """A text that does not widen its row: what counts many rows does not read it."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        text = super().get_db_prep_value(value, connection, prepared)
        return text.ljust(BESIDE) if connection.vendor == "postgresql" else text


class DirectoryEntry(models.Model):
    """What one kind of reader is shown of a member, ready to be found and counted.

    What is hidden is absent. A member who could not be found has no entry; the others are found
    from `shown_from` until `shown_until`.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="%(class)s"
    )
    shown_from = models.DateField()
    shown_until = models.DateTimeField()
    # No index nor constraint: they are looked for by the words, and follow the profile.
    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.DO_NOTHING,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    # Where distance is counted from: the commune, or that of the télécentre for who shows none.
    place = models.ForeignKey(
        Commune,
        on_delete=models.DO_NOTHING,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    professional_status = models.CharField(max_length=12, choices=Profile.Status)
    availability = models.CharField(max_length=8, choices=Profile.Availability)
    skills = models.CharField(max_length=400)  # « ,3,17, »: those of the list, by number
    sort_name = models.CharField(max_length=160)
    # Words between spaces (see `index_words`). The head holds those of the name, the headline and
    # the activity: who is found there comes first. `words` holds them too, and « #3 » for a skill.
    head = models.TextField()
    words = TextBeside()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sort_name


class ClubEntry(DirectoryEntry):
    """What the members of the club are shown."""

    class Meta:
        verbose_name = "fiche de l’annuaire du club"
        verbose_name_plural = "fiches de l’annuaire du club"
        indexes = (models.Index(fields=("sort_name", "member"), name="clubentry_by_name"),)


class CatalogueEntry(DirectoryEntry):
    """What anyone is shown, of those who opted in."""

    class Meta:
        verbose_name = "fiche du catalogue public"
        verbose_name_plural = "fiches du catalogue public"
        indexes = (models.Index(fields=("sort_name", "member"), name="catalogueentry_by_name"),)


class DirectoryWord(models.Model):
    """A word that someone wrote: where the correction of typing errors looks for a near one.

    It may be there twice (two people writing it at once never wait for each other), or stay when
    nobody says it any more, until the night: what is suggested is always looked for again.
    """

    word = models.CharField(max_length=80, db_index=True)
    backwards = models.CharField(max_length=80, db_index=True)  # its letters from the last

    class Meta:
        verbose_name = "mot de l’annuaire"
        verbose_name_plural = "mots de l’annuaire"

    def __str__(self) -> str:
        return self.word
