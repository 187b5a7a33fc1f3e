"""Comments that readers leave on articles, and their reports."""

from django.conf import settings
from django.db import models

from pages.querysets import CommentQuerySet


class Comment(models.Model):
    """What a reader wrote under an article: plain text, seen by others once approved."""

    class Status(models.TextChoices):
        PENDING = "PENDING", "à valider"
        APPROVED = "APPROVED", "publié"
        REFUSED = "REFUSED", "refusé"

    MAX_LENGTH = 4000  # characters

    article = models.ForeignKey(
        "pages.ArticlePage",
        on_delete=models.CASCADE,
        related_name="comments",
        verbose_name="article",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    author_name = models.CharField("nom", max_length=80)
    author_email = models.EmailField("adresse électronique", help_text="Jamais montrée.")
    text = models.TextField("commentaire", max_length=MAX_LENGTH)
    status = models.CharField(
        "état", max_length=8, choices=Status.choices, default=Status.PENDING, db_index=True
    )
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    # The token drawn when the form was shown: sending a form twice writes one comment.
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="validé par",
    )
    moderated_at = models.DateTimeField("validé le", null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=("article", "status", "created_at")),)

    def __str__(self) -> str:
        return f"{self.author_name} : {self.text[:60]}"


class CommentReport(models.Model):
    """A reader tells that a published comment should not stand."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="reports", verbose_name="commentaire"
    )
    reason = models.CharField("raison", max_length=500)
    created_at = models.DateTimeField("signalé le", auto_now_add=True)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    is_handled = models.BooleanField("traité", default=False)

    class Meta:
        verbose_name = "signalement"
        verbose_name_plural = "signalements"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.reason[:60]
