"""The forms of one's profile: each field with, beside it, who sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.text import capfirst

from club.members import skills as skill_services
from club.members.models import VISIBLE_FIELDS, Member, Skill, Visibility
from club.members.models.profile import MAX_LINKS
from club.members.siret import clean_siret, validate_siret
from club.telecentres.communes import MAX_TYPED, CommuneNotFound, commune_label, find_commune
from club.telecentres.models import Commune, Telecentre
from club.users.forms import PublicNameField

UNKNOWN = "Choisissez une des réponses proposées."
AUDIENCES = tuple(reversed(Visibility.choices))  # « Tout le monde » first
LINK_NAMES = tuple(f"link_{number}" for number in range(1, MAX_LINKS + 1))
MAX_SKILL_TEXT = 2000
_BETWEEN_SKILLS = re.compile(r"[,;\n]+")


class PlainText(forms.CharField):
    """A long text; browsers send two characters for a line break, which counts as one."""

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value)
        return text.replace("\r\n", "\n")


class LinkField(forms.URLField):
    default_validators = [URLValidator(schemes=("http", "https"))]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=300,
            assume_scheme="https",
            error_messages={
                "invalid": "Cette adresse n’est pas complète. Exemple\u202f: https://www.exemple.fr"
            },
            **kwargs,
        )
        self.widget.attrs |= {"autocomplete": "url", "inputmode": "url"}


class SkillsField(forms.MultipleChoiceField):
    """The boxes of the skills one has, by name: one that was merged meanwhile is still known."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True


@dataclass(frozen=True)
class Line:
    """What one setting of visibility rules: the fields that say it, and that setting."""

    name: str
    title: str
    fields: list[forms.BoundField]
    audience: forms.BoundField | None


SECTIONS = (
    ("qui", "Qui vous êtes", ("public_name", "photo", "headline", "commune", "home_telecentre")),
    ("plus", "Vous, en quelques lignes", ("biography", "languages")),
    (
        "activite",
        "Ce que vous faites",
        ("activity", "professional_status", "company", "siret", "availability"),
    ),
    ("competences", "Vos compétences", ("skills",)),
    ("echanges", "Ce que vous proposez, ce que vous cherchez", ("offers", "looks_for")),
    ("liens", "Vos liens", ("links",)),
)
# One setting for several fields.
TOGETHER = {"skills": ("kept_skills", "new_skills"), "links": LINK_NAMES, "photo": ()}


class ProfileForm(forms.Form):
    """Everything a member says of themself but their photograph, which has its own page."""

    public_name = PublicNameField()
    headline = forms.CharField(
        label="En une phrase",
        max_length=120,
        required=False,
        help_text="Par exemple\u202f: «\u202fTraductrice, de l’anglais et de l’allemand\u202f».",
    )
    commune = forms.CharField(
        label="Commune",
        max_length=MAX_TYPED,
        required=False,
        help_text="Son nom, ou son code postal et son nom\u202f: «\u202f15300 Murat\u202f».",
        widget=forms.TextInput(attrs={"list": "communes", "autocomplete": "off"}),
    )
    home_telecentre = forms.ModelChoiceField(
        Telecentre.objects.none(),
        label="Télécentre d’attache",
        empty_label=None,
        error_messages={"invalid_choice": UNKNOWN},
    )
    biography = PlainText(
        label="Présentation", max_length=4000, required=False, widget=forms.Textarea
    )
    languages = forms.CharField(
        label="Langues",
        max_length=160,
        required=False,
        help_text="Celles où vous travaillez\u202f: «\u202ffrançais, anglais, occitan\u202f».",
    )
    activity = forms.CharField(label="Activité", max_length=120, required=False)
    professional_status = forms.ChoiceField(
        label="Statut",
        choices=(("", "Non précisé"), *Member.Status.choices),
        required=False,
        error_messages={"invalid_choice": UNKNOWN},
    )
    company = forms.CharField(
        label="Entreprise",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    siret = forms.CharField(
        label="SIRET",
        max_length=30,
        required=False,
        help_text="Les 14 chiffres de votre établissement, avec ou sans espaces.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    availability = forms.ChoiceField(
        label="Disponibilité",
        choices=(("", "Non précisée"), *Member.Availability.choices),
        required=False,
        error_messages={"invalid_choice": UNKNOWN},
    )
    kept_skills = SkillsField(
        label="Les vôtres", required=False, help_text="Décochez celles que vous retirez."
    )
    new_skills = forms.CharField(
        label="En ajouter",
        max_length=MAX_SKILL_TEXT,
        required=False,
        error_messages={"max_length": skill_services.TooManySkills.message},
        widget=forms.TextInput(attrs={"list": "competences-connues", "autocomplete": "off"}),
        help_text="Séparez-les par des virgules. Celles que nous ne connaissons pas encore seront "
        "proposées à l’équipe du réseau.",
    )
    offers = PlainText(
        label="Ce que je propose",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    looks_for = PlainText(
        label="Ce que je cherche",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    link_1 = LinkField(label="Premier lien", help_text="Votre site, une page professionnelle…")
    link_2 = LinkField(label="Deuxième lien")
    link_3 = LinkField(label="Troisième lien")
    is_in_public_catalogue = forms.BooleanField(
        label="Je veux paraître dans le catalogue public des indépendants", required=False
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, initial=_said_by(member), **kwargs)
        # A centre that has closed stays the choice of who had it.
        self.fields["home_telecentre"].queryset = Telecentre.objects.filter(  # type: ignore[attr-defined]
            Q(is_active=True) | Q(pk=member.home_telecentre_id)
        )
        for name in VISIBLE_FIELDS:
            self.fields[f"show_{name}"] = forms.TypedChoiceField(
                label=capfirst(str(Member._meta.get_field(f"show_{name}").verbose_name)),
                choices=AUDIENCES,
                coerce=int,
                error_messages={"required": UNKNOWN, "invalid_choice": UNKNOWN},
            )
        suggested = {
            use.tag.name
            for use in member.tagged_skills.all()
            if use.tag.state == Skill.State.SUGGESTED
        }
        # What was chosen before a mistake elsewhere stays before the eyes.
        names = dict.fromkeys([*self.initial["kept_skills"], *self._posted_skills()])
        self.fields["kept_skills"].choices = [  # type: ignore[attr-defined]
            (name, f"{name} (proposée, en attente)" if name in suggested else name)
            for name in names
        ]

    def _posted_skills(self) -> list[str]:
        if not hasattr(self.data, "getlist"):
            return []
        return self.data.getlist("kept_skills")[: 2 * skill_services.MAX_SKILLS]

    def sections(self) -> list[dict[str, Any]]:
        """For the page: each part with its lines."""
        return [
            {"slug": slug, "title": title, "lines": [self._line(name) for name in names]}
            for slug, title, names in SECTIONS
        ]

    def _line(self, name: str) -> Line:
        audience = self[f"show_{name}"] if name in VISIBLE_FIELDS else None
        fields = [self[field] for field in TOGETHER.get(name, (name,))]
        # Without a skill yet, there is no box to show.
        kept = [one for one in fields if one.name != "kept_skills" or one.field.choices]
        model_field = None if audience is None else Member._meta.get_field(name)
        title = capfirst(str(getattr(model_field, "verbose_name", name)))
        return Line(name, title, kept, audience)

    def clean_commune(self) -> Commune | None:
        typed = self.cleaned_data["commune"]
        if not typed:
            return None
        try:
            return find_commune(typed)
        except CommuneNotFound as missing:
            raise ValidationError(_not_one(missing.near)) from missing

    def clean_siret(self) -> str:
        number = clean_siret(self.cleaned_data["siret"])
        if number:
            validate_siret(number)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "new_skills" in cleaned and "kept_skills" in cleaned:
            typed = _BETWEEN_SKILLS.split(cleaned["new_skills"])
            cleaned["skills"] = self._skills([*cleaned["kept_skills"], *typed])
        return cleaned

    def _skills(self, names: list[str]) -> list[str]:
        """Each once; what is wrong is told by the field where they are typed."""
        told: dict[str, str] = {}
        for name in filter(str.strip, names):
            try:
                clean = skill_services.clean_skill_name(name)
            except ValidationError as error:
                self.add_error(
                    "new_skills", f"«\u202f{_short(name)}\u202f»\u202f: {error.messages[0]}"
                )
            else:
                told.setdefault(skill_services.skill_key(clean), clean)
        if len(told) > skill_services.MAX_SKILLS:
            self.add_error("new_skills", skill_services.TooManySkills.message)
        return list(told.values())

    def values(self) -> dict[str, Any]:
        """What `save_profile` takes."""
        apart = {*LINK_NAMES, "kept_skills", "new_skills"}
        told = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        links = dict.fromkeys(filter(None, (self.cleaned_data[name] for name in LINK_NAMES)))
        return told | {"links": list(links)}


def _said_by(member: Member) -> dict[str, Any]:
    names = ("headline", "activity", "professional_status", "company", "siret", "biography")
    more = ("languages", "availability", "offers", "looks_for", "is_in_public_catalogue")
    shown = (f"show_{name}" for name in VISIBLE_FIELDS)
    return {
        **{name: getattr(member, name) for name in (*names, *more, *shown)},
        **dict(zip(LINK_NAMES, member.links, strict=False)),
        "public_name": member.user.public_name,
        "commune": commune_label(member.commune) if member.commune else "",
        "home_telecentre": member.home_telecentre_id,
        "kept_skills": sorted(use.tag.name for use in member.tagged_skills.all()),
    }


def _not_one(near: list[Commune]) -> str:
    if not near:
        return "Nous ne connaissons pas cette commune dans le Cantal ni autour. Vérifiez son nom."
    names = ", ".join(f"«\u202f{commune_label(one)}\u202f»" for one in near)
    return f"Précisez la commune. Vouliez-vous dire {names}\u202f?"


def _short(name: str) -> str:
    printable = "".join(letter for letter in name.strip() if letter.isprintable())
    return printable if len(printable) <= 30 else f"{printable[:30]}…"


class PhotoForm(forms.Form):
    MAX_BYTES = 10 * 1024 * 1024

    photo = forms.FileField(
        label="Votre photographie",
        help_text="Une image JPEG, PNG ou WebP, de 10 Mo et de 25 millions de points au plus. Nous "
        "en gardons le milieu, en carré, sans la date ni le lieu de la prise de vue.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": "Choisissez une image.",
            "missing": "Choisissez une image.",
            "invalid": "Choisissez une image.",
            "empty": "Ce fichier est vide.",
        },
    )

    def clean_photo(self) -> Any:
        file = self.cleaned_data["photo"]
        if file.size > self.MAX_BYTES:
            raise ValidationError("Cette image pèse plus de 10 Mo. Envoyez-en une plus légère.")
        return file
