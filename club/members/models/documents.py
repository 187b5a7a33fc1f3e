"""Agreement, charter and house rules: versions, and who accepted which and when."""

from django.conf import settings
from django.db import models

from club.members.querysets import DocumentVersionQuerySet


class DocumentVersion(models.Model):
    """One version of a document that members accept. Once accepted, it no longer changes."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "Convention d’utilisation"
        CHARTER = "charter", "Charte du club"
        HOUSE_RULES = "house_rules", "Règlement intérieur"

    kind = models.CharField("document", max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField("version")
    text = models.TextField("texte")
    published_on = models.DateField("en vigueur le")

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un document"
        verbose_name_plural = "documents à accepter"
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "version"),
                name="documentversion_once",
                violation_error_message="Cette version existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"


class Acceptance(models.Model):
    """A person accepted a version, at this instant."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="acceptances",
        verbose_name="compte",
    )
    document = models.ForeignKey(
        DocumentVersion,
        on_delete=models.PROTECT,
        related_name="acceptances",
        verbose_name="document",
    )
    accepted_at = models.DateTimeField("acceptée le", auto_now_add=True)

    class Meta:
        verbose_name = "acceptation"
        verbose_name_plural = "acceptations"
        ordering = ("-accepted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "document"),
                name="acceptance_once",
                violation_error_message="Ce document est déjà accepté.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.document}"
