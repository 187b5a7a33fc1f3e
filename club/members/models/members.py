"""The membership of a person, and its history."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from taggit.managers import TaggableManager

from club.members.models.profile import VISIBLE_FIELDS, Profile, Visibility
from club.members.models.skills import TaggedSkill
from club.members.querysets import MemberQuerySet


class Member(Profile):
    """A person's place in the club: one row an account, from the application on."""

    class State(models.TextChoices):
        APPLICATION = "application", "candidature"
        ACTIVE = "active", "active"
        SUSPENDED = "suspended", "suspendue"
        EXPIRED = "expired", "expirée"
        RESIGNED = "resigned", "démission"
        REFUSED = "refused", "refusée"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="member",
        verbose_name="compte",
    )
    state = models.CharField(
        "adhésion", max_length=12, choices=State, default=State.APPLICATION, db_index=True
    )
    awaits_answer = models.BooleanField(
        "attend une réponse", default=False, help_text="Une question a été posée au candidat."
    )
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True, db_index=True)
    applied_at = models.DateTimeField("candidature du", null=True, blank=True)

    skills = TaggableManager(through=TaggedSkill, blank=True, verbose_name="compétences")
    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "adhérent"
        verbose_name_plural = "adhérents"
        ordering = ("user__public_name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state__in=(
                        "application",
                        "active",
                        "suspended",
                        "expired",
                        "resigned",
                        "refused",
                    )
                ),
                name="member_state_known",
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("active", "suspended", "expired"))
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="member_has_dates",
                violation_error_message="Une adhésion acceptée a un début et une fin.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="member_ends_after_start",
                violation_error_message="La fin de l’adhésion doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=Q(awaits_answer=False) | Q(state="application"),
                name="member_question_while_applying",
                violation_error_message="Seul un candidat attend une réponse.",
            ),
            models.CheckConstraint(
                condition=Q(
                    **{f"show_{name}__in": tuple(Visibility.values) for name in VISIBLE_FIELDS}
                ),
                name="member_visibility_known",
                violation_error_message="Choisissez qui peut voir chaque rubrique.",
            ),
        )

    def __str__(self) -> str:
        return str(self.user)


class MembershipEvent(models.Model):
    """One line of the history of a membership: written once, never changed."""

    class Kind(models.TextChoices):
        APPLIED = "applied", "candidature déposée"
        QUESTIONED = "questioned", "question posée"
        ANSWERED = "answered", "réponse donnée"
        APPROVED = "approved", "adhésion acceptée"
        REFUSED = "refused", "candidature refusée"
        REMINDED_30 = "reminded_30", "rappel un mois avant la fin"
        REMINDED_7 = "reminded_7", "rappel une semaine avant la fin"
        RENEWED = "renewed", "adhésion renouvelée"
        EXPIRED = "expired", "adhésion expirée"
        SUSPENDED = "suspended", "adhésion suspendue"
        LIFTED = "lifted", "suspension levée"
        RESIGNED = "resigned", "démission"

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="events", verbose_name="adhérent"
    )
    kind = models.CharField("fait", max_length=12, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    reason = models.TextField("motif ou message", blank=True)
    ends_on = models.DateField("fin de l’adhésion", null=True, blank=True)
    at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "fait d’une adhésion"
        verbose_name_plural = "histoire des adhésions"
        ordering = ("-at", "-pk")
        constraints = (
            # The jobs may run twice: one reminder, one expiry for one end.
            models.UniqueConstraint(
                fields=("member", "kind", "ends_on"),
                condition=Q(kind__in=("reminded_30", "reminded_7", "renewed")),
                name="membershipevent_once_an_end",
                violation_error_message="Ce fait est déjà noté.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member} – {self.get_kind_display()}"


class FollowUpNote(models.Model):
    """What an animateur notes about a member, who can read it."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="follow_up_notes", verbose_name="adhérent"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
    )
    text = models.TextField(
        "note", max_length=2000, help_text="L’adhérent peut la lire, avec votre nom."
    )
    created_at = models.DateTimeField("écrite le", auto_now_add=True)

    class Meta:
        verbose_name = "note de suivi"
        verbose_name_plural = "notes de suivi"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.member} – {self.created_at:%d/%m/%Y}"
