"""Mail that waits or went, the jobs that come back, and the workers that do both."""

from django.db import models


class OutboxMail(models.Model):
    """One mail, written in the transaction of what it tells; a worker sends it.

    The content goes when the mail has left: codes and links do not stay in the log.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        SENT = "sent", "envoyé"
        DEAD = "dead", "abandonné"

    message_id = models.CharField("identifiant", max_length=255, unique=True)
    sender = models.CharField("expéditeur", max_length=320)
    recipients = models.TextField("destinataires", help_text="Une adresse par ligne.")
    subject = models.CharField("objet", max_length=255)
    content = models.BinaryField("message entier", default=b"", editable=False)
    # What it tells of, a line each: key of the notification, space, key of its subject. So that
    # erasing someone finds it, sent or not.
    tells = models.TextField(default="", blank=True, editable=False)
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField("essais", default=0)
    due_at = models.DateTimeField("prochain essai")
    leased_until = models.DateTimeField("pris jusqu’à", null=True, blank=True)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "courrier"
        verbose_name_plural = "courriers"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(
                fields=["due_at"],
                name="outbox_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["-created_at"], name="outbox_recent"),
        )

    def __str__(self) -> str:
        return self.subject


class PeriodicJob(models.Model):
    """When a job declared in code is due, and which worker has it: one row a job."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "tâche périodique"
        verbose_name_plural = "tâches périodiques"

    def __str__(self) -> str:
        return self.name


class WorkerHeartbeat(models.Model):
    """The last sign of life of one worker (« host:pid:token »)."""

    name = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "signe de vie"
        verbose_name_plural = "signes de vie"

    def __str__(self) -> str:
        return self.name
