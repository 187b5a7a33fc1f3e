"""Blocks of images, videos and files."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Image")
    alt = blocks.CharBlock(
        label="Description",
        required=False,
        max_length=200,
        help_text="Ce que l’on voit, pour qui ne voit pas l’image.",
    )
    is_decorative = blocks.BooleanBlock(
        label="Image décorative : elle n’apprend rien de plus que le texte", required=False
    )
    caption = blocks.CharBlock(label="Légende", required=False, max_length=200)

    def get_preview_value(self) -> Any:
        """The latest image of the library; an empty frame while there is none."""
        latest = get_image_model().objects.order_by("-created_at").first()
        return self.normalize({"image": latest, "is_decorative": True, "caption": "Une légende"})

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["is_decorative"] and not cleaned["alt"].strip():
            raise blocks.StructBlockValidationError(
                block_errors={
                    "alt": ValidationError("Décrivez l’image, ou cochez « image décorative ».")
                }
            )
        return cleaned

    class Meta:
        icon = "image"
        label = "Image"
        description = "Une image avec sa description."
        template = "pages/blocks/image.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label="Document")
    title = blocks.CharBlock(label="Titre", required=False, max_length=120)

    def get_preview_value(self) -> Any:
        """The latest document of the library; an empty frame while there is none."""
        latest = get_document_model().objects.order_by("-created_at").first()
        return self.normalize({"document": latest})

    class Meta:
        icon = "download"
        label = "Téléchargement"
        description = "Un document à télécharger, avec son format et son poids."
        template = "pages/blocks/download.html"


class VideoBlock(blocks.StructBlock):
    url = blocks.URLBlock(label="Adresse de la vidéo")
    title = blocks.CharBlock(label="Titre", max_length=120)
    duration = blocks.CharBlock(
        label="Durée", required=False, max_length=20, help_text="« 3 min 20 s »"
    )
    transcription = blocks.RichTextBlock(
        label="Transcription",
        features=["bold", "italic", "ol", "ul"],
        help_text="Tout ce qui est dit et montré. La vidéo s’ouvre par un lien.",
    )

    class Meta:
        icon = "media"
        label = "Vidéo"
        description = "Un lien vers une vidéo, avec sa transcription."
        template = "pages/blocks/video.html"
        preview_value = {
            "url": "https://example.org/video",
            "title": "Une journée à Allanche",
            "duration": "3 min 20 s",
            "transcription": "<p>On voit la place d’Allanche au petit matin…</p>",
        }
