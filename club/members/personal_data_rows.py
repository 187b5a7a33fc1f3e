"""What this app holds about a person."""

from club.users.personal_data import register

_PROFILE = (
    "headline",
    "activity",
    "professional_status",
    "company",
    "organisation__name",
    "siret",
    "commune__name",
    "home_telecentre__name",
    "biography",
    "languages",
    "links",
    "availability",
    "offers",
    "looks_for",
    "photo",
    "is_in_public_catalogue",
    "last_confirmed_at",
)


def register_rows() -> None:
    """Declare the membership and all that hangs on it."""
    register(
        "members.Member",
        "user",
        title="Votre adhésion et votre profil",
        export=("state", "applied_at", "starts_on", "ends_on", *_PROFILE),
        erase="delete",
        reason="Tenir la liste des adhérents et l’annuaire du club.",
    )
    for label, title in (
        ("members.ClubEntry", "Ce que le club trouve de vous dans l’annuaire"),
        ("members.CatalogueEntry", "Ce que tout le monde trouve de vous dans l’annuaire"),
    ):
        register(
            label,
            "member__user",
            title=title,
            export=(),
            erase="delete",
            reason="Vous faire trouver par ce que vous montrez de votre profil.",
        )
    register(
        "members.TaggedSkill",
        "content_object__user",
        title="Vos compétences",
        export=("tag__name",),
        erase="delete",
        reason="Vous faire trouver par qui cherche votre savoir-faire.",
    )
    register(
        "members.Skill",
        "suggested_by",
        title="Les compétences que vous avez proposées",
        export=("name", "created_at"),
        erase="anonymise",
        reason="Vous répondre quand la proposition est examinée.",
    )
    _register_history()
    _register_messages()
    register(
        "members.OrganisationContact",
        "user",
        title="Les organisations dont vous êtes le contact",
        export=("organisation__name", "role"),
        erase="delete",
        reason="Savoir qui parle pour une organisation.",
    )
    register(
        "members.Invitation",
        "user",
        title="L’invitation à laquelle vous avez répondu",
        export=("email", "name", "activity", "company", "siret", "invited_at", "answered_at"),
        erase="delete",
        reason="Ne pas vous inviter deux fois.",
    )
    register(
        "members.Invitation",
        "identified_by",
        title="Les indépendants que vous avez identifiés",
        export=("created_at", "state"),
        erase="anonymise",
        reason="Pouvoir dire à une personne d’où vient son adresse.",
    )
    register(
        "members.IndependentsImport",
        "by",
        title="Les fichiers d’indépendants que vous avez importés",
        export=("file_name", "source", "state", "created_at"),
        erase="delete",
        reason="Vous montrer ce que votre import a donné.",
    )


def _register_history() -> None:
    register(
        "members.MembershipEvent",
        "member__user",
        title="L’histoire de votre adhésion",
        export=("kind", "at", "reason", "ends_on"),
        erase="delete",
        reason="Savoir quand et pourquoi votre adhésion a changé.",
    )
    register(
        "members.MembershipEvent",
        "actor",
        title="Vos décisions sur les adhésions",
        export=("kind", "at"),
        erase="anonymise",
        reason="Savoir qui a décidé.",
    )
    register(
        "members.FollowUpNote",
        "member__user",
        title="Les notes de suivi à votre sujet",
        export=("text", "created_at"),
        erase="delete",
        reason="Vous accompagner d’une rencontre à l’autre.",
    )
    register(
        "members.FollowUpNote",
        "author",
        title="Les notes de suivi que vous avez écrites",
        export=("text", "created_at"),
        erase="anonymise",
        reason="Dire à l’adhérent qui a écrit la note.",
    )
    register(
        "members.Acceptance",
        "user",
        title="Les documents que vous avez acceptés",
        export=("document__kind", "document__version", "accepted_at"),
        erase="keep",
        keep_days=1826,
        reason="Prouver ce qui a été convenu, le temps où cela peut être contesté (cinq ans).",
    )


def _register_messages() -> None:
    for path in ("opened_by", "other"):
        register(
            "members.Conversation",
            path,
            title="Vos conversations",
            export=("created_at", "last_message_at"),
            erase="delete",
            reason="Vous permettre d’écrire à un adhérent sans donner votre adresse.",
        )
    register(
        "members.Message",
        "author",
        title="Les messages que vous avez écrits",
        export=("text", "sent_at"),
        erase="delete",
        reason="Les remettre à leur destinataire, et les garder douze mois.",
    )
    register(
        "members.Block",
        "blocker",
        title="Les personnes que vous avez bloquées",
        export=("created_at",),
        erase="delete",
        reason="Ne plus vous remettre leurs messages.",
    )
    register(
        "members.Block",
        "blocked",
        title="Les blocages qui vous concernent",
        export=(),
        erase="delete",
        reason="Respecter le choix de qui ne souhaite plus échanger avec vous.",
    )
    register(
        "members.MessageReport",
        "reporter",
        title="Les messages que vous avez signalés",
        export=("reason", "created_at"),
        erase="delete",
        reason="Traiter votre signalement.",
    )
    register(
        "members.MessageReport",
        "handled_by",
        title="Les signalements que vous avez traités",
        export=("created_at", "handled_at"),
        erase="anonymise",
        reason="Savoir qui a traité un signalement.",
    )
