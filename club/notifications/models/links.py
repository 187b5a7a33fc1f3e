"""Which signed links have served, when they serve once only."""

from django.db import models


class UsedLink(models.Model):
    """A link that has done its work; forgotten once it would be refused as expired anyway."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256: the link itself is a key
    used_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "lien déjà utilisé"
        verbose_name_plural = "liens déjà utilisés"

    def __str__(self) -> str:
        return self.digest
