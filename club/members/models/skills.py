"""Trades and know-hows: a controlled list, the ways to say each, and who has them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from taggit.models import ItemBase, TagBase

from club.members.querysets import SkillQuerySet
from club.telecentres.text import fold


class Skill(TagBase):
    """A trade or a know-how. `synonyms` holds every way to say it, its own name among them."""

    class State(models.TextChoices):
        APPROVED = "approved", "approuvée"
        SUGGESTED = "suggested", "proposée"
        MERGED = "merged", "fusionnée"

    class Family(models.TextChoices):
        MANAGEMENT = "management", "Gestion et comptabilité"
        SECRETARIAT = "secretariat", "Secrétariat et assistance"
        SALES = "sales", "Commerce et relation client"
        COMMUNICATION = "communication", "Communication et marketing"
        WRITING = "writing", "Écriture, édition et langues"
        DESIGN = "design", "Graphisme, image et son"
        DIGITAL = "digital", "Numérique et développement"
        BUILDING = "building", "Architecture, bâtiment et énergie"
        ENGINEERING = "engineering", "Études, technique et industrie"
        LAW = "law", "Droit et ressources humaines"
        TRAINING = "training", "Formation et accompagnement"
        LAND = "land", "Agriculture, forêt et environnement"
        TOURISM = "tourism", "Tourisme, accueil et événements"
        HEALTH = "health", "Santé et bien-être au travail"
        CRAFT = "craft", "Artisanat, art et patrimoine"
        OTHER = "other", "Autres savoir-faire"

    family = models.CharField("famille", max_length=16, choices=Family, default=Family.OTHER)
    state = models.CharField("état", max_length=10, choices=State, default=State.SUGGESTED)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="fusionnée dans",
    )
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="proposée par",
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = "compétence"
        verbose_name_plural = "compétences"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("approved", "suggested", "merged")),
                name="skill_state_known",
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="skill_merged_into_another",
                violation_error_message="Une compétence fusionnée dit dans laquelle.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="skill_not_merged_into_itself",
                violation_error_message="Une compétence ne se fusionne pas avec elle-même.",
            ),
        )

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Plain letters: the slug is a filter in addresses."""
        slug = slugify(fold(tag)) or "competence"
        return slug if i is None else f"{slug}-{i}"


class SkillSynonym(models.Model):
    """One way to say a skill. Its key (see `skill_key`) leads to one skill only."""

    skill = models.ForeignKey(
        Skill, on_delete=models.CASCADE, related_name="synonyms", verbose_name="compétence"
    )
    name = models.CharField("appellation", max_length=100)
    key = models.CharField(
        "clé",
        max_length=120,
        unique=True,
        editable=False,
        error_messages={"unique": "Cette appellation désigne déjà une compétence."},
    )

    class Meta:
        verbose_name = "appellation"
        verbose_name_plural = "appellations"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TaggedSkill(ItemBase):
    """A skill that a member has."""

    tag = models.ForeignKey(
        Skill, on_delete=models.CASCADE, related_name="uses", verbose_name="compétence"
    )
    content_object = models.ForeignKey(
        "members.Member",
        on_delete=models.CASCADE,
        related_name="tagged_skills",
        verbose_name="adhérent",
    )

    natural_key_fields = ["tag", "content_object"]

    class Meta:
        verbose_name = "compétence d’un adhérent"
        verbose_name_plural = "compétences des adhérents"
        constraints = (
            models.UniqueConstraint(
                fields=("content_object", "tag"),
                name="taggedskill_once",
                violation_error_message="Cet adhérent a déjà cette compétence.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.content_object} – {self.tag}"
