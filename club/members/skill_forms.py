"""Back office: the forms by which the staff keep the list of skills."""

from __future__ import annotations

from django import forms

from club.members.models import Skill
from club.members.skills import MAX_NAME

TOO_LONG = {
    "required": "Donnez une appellation.",
    "max_length": f"Donnez une appellation en {MAX_NAME} caractères au plus.",
}
CHOOSE = "Choisissez une famille de la liste."


class SkillForm(forms.Form):
    """The name and the family of a skill: to approve it, or to change them later."""

    name = forms.CharField(label="Nom", max_length=MAX_NAME, error_messages=TOO_LONG)
    family = forms.ChoiceField(
        label="Famille",
        choices=Skill.Family.choices,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


class SynonymForm(forms.Form):
    synonym = forms.CharField(
        label="Une autre façon de la dire",
        max_length=MAX_NAME,
        help_text="Qui la cherche ainsi trouvera les mêmes adhérents.",
        error_messages=TOO_LONG,
    )
