"""The pass of a person, or of the team of an organisation."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from club.members.models import Organisation
from club.passes.models.plans import PassPlan
from club.passes.querysets import PassQuerySet

# Without the letters and digits that one reads for another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NUMBER_LENGTH = 8


def draw_number() -> str:
    """The opaque number of a pass."""
    return "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))


class Pass(models.Model):
    """What a person or a team may use, from a day to another. Never deleted: it ends."""

    class Origin(models.TextChoices):
        USUAL = "usual", "tarif du réseau"
        FIRST_YEAR = "first_year", "première année offerte"
        NEWCOMER = "newcomer", "deux ans offerts aux nouveaux arrivants formés"
        TEAM = "team", "pass d’équipe"

    # What a person is given once in their life.
    ONCE = (Origin.FIRST_YEAR, Origin.NEWCOMER)

    number = models.CharField("numéro", max_length=12, unique=True, default=draw_number)
    plan = models.ForeignKey(
        PassPlan, on_delete=models.PROTECT, related_name="passes", verbose_name="formule"
    )
    origin = models.CharField("motif", max_length=10, choices=Origin, default=Origin.USUAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="passes",
        verbose_name="titulaire",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="passes",
        verbose_name="organisation",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        verbose_name = "pass"
        verbose_name_plural = "pass"
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(origin__in=("usual", "first_year", "newcomer", "team")),
                name="pass_origin_known",
                violation_error_message="Dites à quel titre ce pass est donné.",
            ),
            # A person who erased their account leaves a pass without a name.
            models.CheckConstraint(
                condition=Q(origin="team", user__isnull=True, organisation__isnull=False)
                | (~Q(origin="team") & Q(organisation__isnull=True)),
                name="pass_of_person_or_team",
                violation_error_message="Un pass est celui d’une personne ou d’une organisation.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="pass_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.UniqueConstraint(
                fields=("user", "origin"),
                condition=Q(origin__in=("first_year", "newcomer")),
                name="pass_free_once",
                violation_error_message="Cette personne a déjà eu ce pass offert.",
            ),
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(origin="usual", ends_on__isnull=True),
                name="pass_usual_once",
                violation_error_message="Cette personne a déjà ce pass.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    @property
    def of_whom(self) -> str:
        """The public name of the person, or the organisation's."""
        return str(self.organisation or self.user or "ancien adhérent")


class PassHolder(models.Model):
    """A person of the team who uses its pass, from a day to another."""

    of_pass = models.ForeignKey(
        Pass, on_delete=models.CASCADE, related_name="holders", verbose_name="pass"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="team_passes",
        verbose_name="personne",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "personne d’un pass d’équipe"
        verbose_name_plural = "personnes des pass d’équipe"
        ordering = ("of_pass", "starts_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("of_pass", "user"),
                name="passholder_once",
                violation_error_message="Cette personne utilise déjà ce pass.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="passholder_ends_after_start",
                violation_error_message="La fin doit suivre le début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.of_pass}"
