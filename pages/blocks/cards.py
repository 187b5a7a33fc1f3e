"""Blocks that lay things side by side or one after the other."""

from wagtail import blocks

from pages.blocks.links import LinkBlock
from pages.blocks.text import INLINE_FEATURES


class CardBlock(LinkBlock):
    title = blocks.CharBlock(label="Titre", max_length=100)
    text = blocks.TextBlock(label="Texte", required=False, max_length=400)

    class Meta:
        icon = "doc-empty"
        label = "Carte"


class CardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre de l’ensemble", required=False, max_length=120)
    cards = blocks.ListBlock(CardBlock(), label="Cartes", min_num=2, max_num=8)

    class Meta:
        icon = "grip"
        label = "Cartes"
        description = "De deux à huit cartes côte à côte, avec un lien chacune."
        template = "pages/blocks/cards.html"
        preview_value = {
            "title": "Pour commencer",
            "cards": [
                {"title": "Trouver un bureau", "text": "Dix lieux.", "url": "/telecentres/"},
                {"title": "Comprendre", "text": "Le programme.", "url": "/"},
            ],
        }


class AccordionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("question", blocks.CharBlock(label="Question", max_length=200)),
                ("answer", blocks.RichTextBlock(label="Réponse", features=INLINE_FEATURES)),
            ]
        ),
        label="Questions",
        min_num=1,
    )

    class Meta:
        icon = "list-ul"
        label = "Questions et réponses"
        description = "Des questions que l’on ouvre une à une."
        template = "pages/blocks/accordion.html"
        preview_value = {
            "title": "",
            "items": [{"question": "Faut-il réserver ?", "answer": "<p>C’est plus sûr.</p>"}],
        }


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label="Étape", max_length=120)),
                ("text", blocks.RichTextBlock(label="Texte", features=INLINE_FEATURES)),
            ]
        ),
        label="Étapes",
        min_num=2,
    )

    class Meta:
        icon = "order"
        label = "Étapes"
        description = "Une suite d’étapes numérotées."
        template = "pages/blocks/steps.html"
        preview_value = {
            "title": "Votre première venue",
            "steps": [
                {"title": "Choisir un lieu", "text": "<p>Le plus proche.</p>"},
                {"title": "Venir", "text": "<p>On vous accueille.</p>"},
            ],
        }


class CallToActionBlock(LinkBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.TextBlock(label="Texte", required=False, max_length=300)

    link_required = True

    class Meta:
        icon = "pick"
        label = "Appel à l’action"
        description = "Un bandeau avec un bouton."
        template = "pages/blocks/call_to_action.html"
        preview_value = {
            "title": "Venez essayer",
            "text": "Une demi-journée suffit pour se faire une idée.",
            "url": "/telecentres/",
            "label": "Choisir un télécentre",
        }


class PeopleBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    people = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label="Nom", max_length=80)),
                ("role", blocks.CharBlock(label="Rôle", max_length=120)),
                ("phone", blocks.CharBlock(label="Téléphone", required=False, max_length=20)),
                ("email", blocks.EmailBlock(label="Adresse électronique", required=False)),
            ]
        ),
        label="Personnes",
        min_num=1,
    )

    class Meta:
        icon = "group"
        label = "Personnes"
        description = "Les personnes à qui s’adresser."
        template = "pages/blocks/people.html"
        preview_value = {
            "title": "Vos interlocuteurs",
            "people": [{"name": "Camille Exemple", "role": "Animation du réseau"}],
        }
