"""What a person is told, and how often they wish to be written to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from club.notifications.querysets import NotificationQuerySet


class Frequency(models.TextChoices):
    """How soon a mail follows what happened."""

    AT_ONCE = "at_once", "Aussitôt"
    DAILY = "daily", "Une fois par jour"
    WEEKLY = "weekly", "Une fois par semaine"
    NEVER = "never", "Jamais"


class Notification(models.Model):
    """One thing told to one person, on the site and perhaps by mail.

    `due_at` stands while a mail is still owed; `mailed_at` once it is in the outbox; neither when
    there is none to send.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        verbose_name="compte",
        db_index=False,  # the indexes below begin with it
    )
    kind = models.CharField("genre", max_length=60)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", blank=True)
    url = models.CharField("adresse", max_length=300, help_text="Un chemin de ce site.")
    # What digests group by: a topic of the forum, a centre, an article…
    subject_key = models.CharField(max_length=100, blank=True)
    subject_label = models.CharField("sujet", max_length=200, blank=True)
    # Names the event: the same one is told once.
    once_key = models.CharField(max_length=150, blank=True)
    # What its own mail is written with, when it is not the usual one.
    template = models.CharField(max_length=100, blank=True)
    context = models.JSONField(default=dict, blank=True)
    frequency = models.CharField("fréquence", max_length=8, choices=Frequency)
    created_at = models.DateTimeField("écrite le", default=timezone.now)
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    due_at = models.DateTimeField("courriel prévu le", null=True, blank=True)
    mailed_at = models.DateTimeField("courriel écrit le", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "once_key"),
                name="notification_told_once",
                condition=~Q(once_key=""),
                violation_error_message="Cette personne est déjà prévenue.",
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"),
                name="notification_on_our_site",
                violation_error_message="Une notification mène à une page de ce site.",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(mailed_at=None),
                name="notification_mailed_once",
                violation_error_message="Le courriel de cette notification est déjà parti.",
            ),
        )
        indexes = (
            models.Index(fields=("user", "-created_at", "-id"), name="notification_list"),
            models.Index(fields=("user",), name="notification_unread", condition=Q(read_at=None)),
            models.Index(
                fields=("due_at", "user"),
                name="notification_due",
                condition=Q(due_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How often a person wants mails of one kind, when it is not what the kind proposes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notification_preferences",
        verbose_name="compte",
        db_index=False,  # the constraint below begins with it
    )
    kind = models.CharField("genre", max_length=60)
    frequency = models.CharField("fréquence", max_length=8, choices=Frequency)

    class Meta:
        verbose_name = "préférence de notification"
        verbose_name_plural = "préférences de notification"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "kind"),
                name="preference_unique",
                violation_error_message="Ce choix existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}\u202f: {self.get_frequency_display()}"
