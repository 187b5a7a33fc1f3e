"""Sending a file of independents, and choosing whom to invite."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator

from club.telecentres.perms import manages_network, telecentres_of
from club.users.models import User, single_line


class CentreField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier CSV ou XLSX",
        max_length=200,
        help_text="10 Mo et 50\u202f000 lignes au plus. La première ligne nomme les colonnes.",
        validators=[
            FileExtensionValidator(
                ("csv", "txt", "xlsx"), "Envoyez un fichier CSV ou un classeur XLSX."
            )
        ],
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    source = forms.CharField(
        label="D’où vient cette liste",
        max_length=200,
        validators=[single_line],
        help_text="Par exemple « le registre national des entreprises » ou « le forum de Murat du "
        "12 mars ». Les personnes invitées le liront\u202f: la loi veut qu’elles sachent d’où nous "
        "tenons leur adresse.",
        error_messages={"required": "Dites d’où vient cette liste."},
    )
    telecentre = CentreField(
        label="Télécentre des lignes qui n’en nomment pas",
        queryset=None,
        error_messages={"required": "Choisissez un télécentre."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre: Any = self.fields["telecentre"]
        centre.queryset = centres = telecentres_of(user)
        if manages_network(user):
            centre.required = False
            centre.empty_label = "Aucun en particulier"
        elif len(centres) == 1:
            centre.initial = centres[0]
