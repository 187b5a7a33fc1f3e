"""Files of independents, from their check to their import."""

from django.conf import settings
from django.db import models

from club.telecentres.models import Telecentre


class IndependentsImport(models.Model):
    """One file. What it holds of people (`content`, `preview`, `refused`) is kept an hour at most;
    what was done with it stays as numbers and reasons."""

    class State(models.TextChoices):
        CHECKING = "checking", "vérification en cours"
        CHECKED = "checked", "à confirmer"
        IMPORTING = "importing", "import en cours"
        DONE = "done", "importé"
        UNREADABLE = "unreadable", "illisible"
        EXPIRED = "expired", "abandonné"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="par"
    )
    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="télécentre",
    )
    source = models.CharField("provenance", max_length=200)
    file_name = models.CharField("fichier", max_length=200)
    content = models.BinaryField(null=True, editable=False)
    preview = models.JSONField(default=list, editable=False)
    refused = models.TextField(blank=True, editable=False)  # the wrong lines, as a CSV file
    state = models.CharField("état", max_length=10, choices=State, default=State.CHECKING)
    problem = models.CharField("difficulté", max_length=200, blank=True)
    total = models.PositiveIntegerField("lignes", default=0)
    done_count = models.PositiveIntegerField("lignes traitées", default=0)
    # Numbers by the names of `ImportReport`, and the first errors: [line, column, message].
    counts = models.JSONField(default=dict, editable=False)
    errors = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField("envoyé le", auto_now_add=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "import d’indépendants"
        verbose_name_plural = "imports d’indépendants"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state__in=("done", "unreadable", "expired"))
                | models.Q(content__isnull=True),
                name="independentsimport_ended_keeps_no_file",
                violation_error_message="Un import terminé ne garde pas son fichier.",
            ),
        )

    def __str__(self) -> str:
        return self.file_name
