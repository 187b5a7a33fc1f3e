"""Messages between members, relayed without an address."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from club.members.querysets import ConversationQuerySet
from club.users.models import User


class Conversation(models.Model):
    """The one thread of two accounts."""

    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="conversations_opened",
        verbose_name="ouverte par",
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="conversations_received",
        verbose_name="avec",
    )
    created_at = models.DateTimeField("ouverte le", auto_now_add=True)
    last_message_at = models.DateTimeField("dernier message", db_index=True)
    opened_by_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    other_read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = "conversation"
        verbose_name_plural = "conversations"
        ordering = ("-last_message_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                Least("opened_by", "other"),
                Greatest("opened_by", "other"),
                name="conversation_pair_once",
                violation_error_message="Ces deux personnes ont déjà une conversation.",
            ),
            models.CheckConstraint(
                condition=~Q(opened_by=F("other")),
                name="conversation_two_people",
                violation_error_message="On ne s’écrit pas à soi-même.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.opened_by} – {self.other}"

    def read_column(self, user_id: int) -> str:
        """Where it is noted until when one of the two has read."""
        return "opened_by_read_at" if self.opened_by_id == user_id else "other_read_at"

    def read_at(self, user_id: int) -> datetime | None:
        at: datetime | None = getattr(self, self.read_column(user_id))
        return at

    def other_than(self, user: User) -> User:
        """The one that this account writes to."""
        person: User = self.other if self.opened_by_id == user.pk else self.opened_by
        return person


class Message(models.Model):
    """One message of a thread. `form_token` makes a form sent twice one message."""

    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name="conversation",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="messages_written",
        verbose_name="auteur",
    )
    text = models.TextField("message", max_length=5000)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ("sent_at", "pk")

    def __str__(self) -> str:
        return f"{self.author}, {self.sent_at:%d/%m/%Y}"


class Block(models.Model):
    """Someone no longer wishes to exchange messages with someone."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="blocks",
        verbose_name="par",
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="blocked_by",
        verbose_name="personne bloquée",
    )
    created_at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "blocage"
        verbose_name_plural = "blocages"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("blocker", "blocked"),
                name="block_once",
                violation_error_message="Cette personne est déjà bloquée.",
            ),
            models.CheckConstraint(
                condition=~Q(blocker=F("blocked")),
                name="block_two_people",
                violation_error_message="On ne se bloque pas soi-même.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.blocker} – {self.blocked}"


class MessageReport(models.Model):
    """A message that its reader reports to the network."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="reports", verbose_name="message"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="signalé par",
    )
    reason = models.TextField("motif", max_length=1000, blank=True)
    created_at = models.DateTimeField("signalé le", auto_now_add=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="traité par",
    )
    handled_at = models.DateTimeField("traité le", null=True, blank=True)

    class Meta:
        verbose_name = "signalement d’un message"
        verbose_name_plural = "signalements des messages"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("message", "reporter"),
                name="messagereport_once",
                violation_error_message="Vous avez déjà signalé ce message.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.message} – {self.created_at:%d/%m/%Y}"
