"""What Wagtail and our pages hold about a person."""

from club.users.personal_data import register

TRACE = "Savoir qui a modifié le site, et quand."

# (model, path to the account, title, exported fields, erasure)
ROWS = (
    (
        "pages.Comment",
        "author",
        "Vos commentaires",
        ("article__title", "author_name", "text", "created_at"),
        "anonymise",
    ),
    (
        "pages.Comment",
        "moderated_by",
        "Les commentaires que vous avez validés",
        ("moderated_at",),
        "anonymise",
    ),
    (
        "pages.ContactMessage",
        "handled_by",
        "Les messages que vous avez traités",
        ("handled_at",),
        "anonymise",
    ),
    ("pages.ArticlePage", "author", "Vos articles", ("title", "published_on"), "anonymise"),
    ("wagtailcore.Page", "owner", "Les pages que vous avez créées", ("title",), "anonymise"),
    ("wagtailcore.Page", "locked_by", "Les pages que vous verrouillez", ("title",), "anonymise"),
    ("wagtailcore.Revision", "user", "Vos versions de pages", ("created_at",), "anonymise"),
    (
        "wagtailcore.WorkflowState",
        "requested_by",
        "Vos demandes de relecture",
        ("created_at", "status"),
        "anonymise",
    ),
    (
        "wagtailcore.TaskState",
        "finished_by",
        "Vos relectures",
        ("finished_at", "comment"),
        "anonymise",
    ),
    ("wagtailcore.PageLogEntry", "user", "Vos actions", ("timestamp", "action", "label"), "keep"),
    ("wagtailcore.ModelLogEntry", "user", "Vos actions", ("timestamp", "action", "label"), "keep"),
    ("wagtailcore.Comment", "user", "Vos annotations", ("text", "created_at"), "delete"),
    (
        "wagtailcore.Comment",
        "resolved_by",
        "Les annotations que vous avez closes",
        ("resolved_at",),
        "anonymise",
    ),
    ("wagtailcore.CommentReply", "user", "Vos réponses", ("text", "created_at"), "delete"),
    ("wagtailcore.PageSubscription", "user", "Vos suivis de pages", ("page__title",), "delete"),
    ("wagtailcore.UploadedFile", "uploaded_by_user", "Vos fichiers en cours", (), "delete"),
    ("wagtailcore.APIToken", "user", "Vos clés d’accès", ("name", "created"), "delete"),
    ("wagtailadmin.EditingSession", "user", "Vos pages ouvertes", ("last_seen_at",), "delete"),
    ("wagtailadmin.FormState", "user", "Vos saisies en cours", ("last_updated_at",), "delete"),
    ("wagtailimages.Image", "uploaded_by_user", "Vos images", ("title",), "anonymise"),
    ("wagtaildocs.Document", "uploaded_by_user", "Vos documents", ("title",), "anonymise"),
    (
        "wagtailusers.UserProfile",
        "user",
        "Vos réglages de rédaction",
        ("preferred_language",),
        "delete",
    ),
)


def register_rows() -> None:
    """Declare them; the trace of who did what is kept three years."""
    for label, path, title, export, erase in ROWS:
        register(
            label,
            path,
            title=title,
            export=export,
            erase=erase,  # type: ignore[arg-type]
            keep_days=1095 if erase == "keep" else None,
            reason=TRACE,
        )
