"""The forms of « Votre adhésion »: applying, answering, accepting documents, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from club.members.models import DocumentVersion, Member
from club.members.skills import MAX_NAME, MAX_SKILLS, TooManySkills, skill_key
from club.telecentres.models import Telecentre

MAX_MESSAGE = 2000  # characters
SKILLS_LIST = "competences-connues"


class DocumentsForm(forms.Form):
    """One box for each document to accept; all of them are asked for."""

    def __init__(self, *args: Any, documents: Iterable[DocumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = list(documents)
        for document in self.documents:
            url = reverse("adhesion:document", args=[document.kind, document.version])
            self.fields[f"document_{document.pk}"] = forms.BooleanField(
                label=f"J’ai lu et j’accepte\u202f: {document}",
                help_text=format_html(
                    '<a href="{}" target="_blank" rel="noopener">Lire «\u202f{}\u202f»'
                    " (nouvelle fenêtre)</a>",
                    url,
                    document.get_kind_display(),
                ),
                error_messages={"required": "Cochez la case pour accepter ce document."},
            )

    def document_fields(self) -> list[forms.BoundField]:
        return [self[f"document_{document.pk}"] for document in self.documents]


class TelecentreField(forms.ModelChoiceField):
    """The centres, each with where it is."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.host}, {obj.commune.name})"


class ApplicationForm(DocumentsForm):
    activity = forms.CharField(
        label="Votre activité",
        max_length=120,
        help_text="En quelques mots\u202f: traductrice, développeur, comptable…",
    )
    professional_status = forms.ChoiceField(
        label="Votre statut", choices=[("", "Choisissez"), *Member.Status.choices]
    )
    home_telecentre = TelecentreField(
        label="Votre télécentre d’attache",
        queryset=Telecentre.objects.none(),
        empty_label="Choisissez",
        help_text=(
            "Celui où vous viendrez le plus souvent\u202f; les autres vous sont ouverts aussi. "
            '<a href="/telecentres/" target="_blank" rel="noopener">Trouver le plus proche de '
            "chez vous (nouvelle fenêtre)</a>"
        ),
    )
    skills = forms.CharField(
        label="Vos compétences",
        required=False,
        max_length=MAX_SKILLS * (MAX_NAME + 2),
        help_text=f"Séparées par des virgules, {MAX_SKILLS} au plus.",
        error_messages={"max_length": TooManySkills.message},
        widget=forms.TextInput(attrs={"list": SKILLS_LIST, "autocomplete": "off"}),
    )
    message = forms.CharField(
        label="Votre message",
        required=False,
        max_length=MAX_MESSAGE,
        help_text="Ce que vous cherchez, ce que vous aimeriez partager.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres = Telecentre.objects.active().select_related("commune").order_by("name")
        self.fields["home_telecentre"].queryset = centres  # type: ignore[attr-defined]

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def clean_skills(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["skills"].split(",")]
        names = [name for name in names if name]
        if len(names) > MAX_SKILLS:
            raise forms.ValidationError(TooManySkills.message)
        for name in names:
            if len(name) > MAX_NAME or not skill_key(name) or not name.isprintable():
                raise forms.ValidationError(
                    f"Séparez vos compétences par des virgules, chacune en {MAX_NAME} "
                    "caractères au plus."
                )
        return names


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Votre réponse", max_length=MAX_MESSAGE, widget=forms.Textarea(attrs={"rows": 5})
    )


class ResignForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi partez-vous\u202f?",
        required=False,
        max_length=MAX_MESSAGE,
        help_text="Votre animateur le lira.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
