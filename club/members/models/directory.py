"""What the directory keeps besides the profiles."""

from django.db import models


class DirectoryWord(models.Model):
    """A word that someone wrote: where the correction of typing errors looks for a near one.

    It may be there twice (two people writing it at once never wait for each other), or stay when
    nobody says it any more, until the night: what is suggested is always looked for again.
    """

    word = models.CharField(max_length=80, db_index=True)

    class Meta:
        verbose_name = "mot de l’annuaire"
        verbose_name_plural = "mots de l’annuaire"

    def __str__(self) -> str:
        return self.word
