"""What this app holds about a person."""

from club.users.personal_data import register

# What accounts rest on is kept ten years (code de commerce, L123-22).
ACCOUNTS_DAYS = 3653


def register_rows() -> None:
    """Declare the passes and their ledger: its sums stand when a person is forgotten."""
    register(
        "passes.Pass",
        "user",
        title="Vos pass",
        export=("number", "plan__name", "origin", "starts_on", "ends_on"),
        erase="anonymise",
        reason="Compter ce que vous pouvez utiliser dans les télécentres.",
    )
    register(
        "passes.PassHolder",
        "user",
        title="Les pass d’équipe que vous utilisez",
        export=("of_pass__number", "of_pass__organisation__name", "starts_on", "ends_on"),
        erase="delete",
        reason="Savoir qui utilise le pass de son organisation.",
    )
    register(
        "passes.Grant",
        "of_pass__user",
        title="Les unités qui vous ont été données",
        export=("unit", "units", "left", "origin", "starts_on", "ends_on"),
        erase="keep",
        keep_days=ACCOUNTS_DAYS,
        reason="Justifier, sans votre nom, les comptes des télécentres (dix ans).",
    )
    register(
        "passes.Entry",
        "user",
        title="Ce que vous avez utilisé",
        export=("on", "kind", "unit", "units", "telecentre__name", "reference"),
        erase="anonymise",
        reason="Établir vos relevés, et partager les coûts entre les télécentres.",
    )
    register(
        "passes.Entry",
        "of_pass__user",
        title="Le registre de vos pass",
        export=("on", "kind", "unit", "units", "comment"),
        erase="keep",
        keep_days=ACCOUNTS_DAYS,
        reason="Justifier, sans votre nom, les comptes des télécentres (dix ans).",
    )
    register(
        "passes.Entry",
        "by",
        title="Les corrections que vous avez faites",
        export=("on", "units", "comment"),
        erase="anonymise",
        reason="Savoir qui a corrigé un pass.",
    )
