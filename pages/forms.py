"""The forms that anyone may send: a comment, a report, a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from club.telecentres.french import french_number
from club.telecentres.models import Telecentre
from club.users.antispam import GuardedForm
from club.users.models import User
from club.users.public_fields import (
    AddressField,
    LineField,
    name_field,
    phone_field,
    refuse_unreadable,
)
from pages.models import Comment, CommentReport, ContactMessage


class ParagraphsField(forms.CharField):
    """Plain text in paragraphs; a browser's ends of lines count for one character.

    No `maxlength` attribute: it would cut a pasted text without a word.
    """

    widget = forms.Textarea
    default_validators = [refuse_unreadable]

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.longest = max_length
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def run_validators(self, value: str) -> None:
        if len(value) > self.longest:
            # The one answer to a text without measure: nothing else is worth reading.
            raise ValidationError(
                f"Ce texte est trop long : {french_number(len(value))} caractères, pour "
                f"{french_number(self.longest)} au plus.",
                code="max_length",
            )
        super().run_validators(value)


class CommentForm(GuardedForm):
    """Name, address and words; only the words when the account has a public name."""

    author_name = name_field()
    author_email = AddressField(
        label="Votre adresse électronique",
        help_text="Elle n’est jamais montrée. Elle nous sert seulement à vous répondre.",
    )
    text = ParagraphsField(
        label="Votre commentaire",
        max_length=Comment.MAX_LENGTH,
        help_text=f"Texte simple, {french_number(Comment.MAX_LENGTH)} caractères au plus. "
        "Sautez une ligne pour changer de paragraphe.",
        error_messages={"required": "Écrivez votre commentaire."},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("author_name", "author_email", "text")

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_author = user if isinstance(user, User) and user.public_name else None
        if self.known_author is not None:
            del self.fields["author_name"], self.fields["author_email"]
        if isinstance(user, User):
            self.initial["author_email"] = user.email


class ReportForm(GuardedForm):
    """Why a published comment should not stand."""

    reason = ParagraphsField(
        label="Ce qui ne va pas",
        max_length=CommentReport._meta.get_field("reason").max_length,
        help_text="Une insulte, une publicité, le nom ou l’adresse de quelqu’un…",
        error_messages={"required": "Dites en quelques mots ce qui ne va pas."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("reason",)


class ContactForm(GuardedForm):
    """A message to a centre, or to the network when none is chosen."""

    telecentre = forms.ModelChoiceField(
        label="À qui écrivez-vous\u202f?",
        queryset=Telecentre.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Le réseau (ou je ne sais pas)",
        error_messages={"invalid_choice": "Ce télécentre n’existe plus : choisissez-en un autre."},
    )
    name = name_field()
    email = AddressField(
        label="Votre adresse électronique", help_text="C’est là que nous vous répondons."
    )
    phone = phone_field()
    subject = LineField(
        label="Sujet",
        max_length=120,
        error_messages={
            "required": "Donnez un sujet à votre message.",
            "max_length": "Ce sujet est trop long : 120\u00a0caractères au plus.",
        },
    )
    text = ParagraphsField(
        label="Votre message",
        max_length=ContactMessage.MAX_LENGTH,
        help_text=f"{french_number(ContactMessage.MAX_LENGTH)} caractères au plus. "
        "N’y mettez ni mot de passe ni renseignement de santé.",
        error_messages={"required": "Écrivez votre message."},
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    field_order = ("telecentre", "name", "email", "phone", "subject", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["telecentre"].queryset = Telecentre.objects.active().order_by("name")
