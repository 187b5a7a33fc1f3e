"""What series, waiting lists, closures, attendance and assigned desks hold about a person."""

from club.users.personal_data import register

PRESENCE = ("booking__reference", "day", "half", "state", "method", "at")


def register_rows() -> None:
    """Declare them. Guests have no account: `retention` forgets them."""
    register(
        "bookings.Series",
        "user",
        title="Vos séries de réservations",
        export=("space__name", "rhythm", "first_on", "last_on", "part", "title", "created_at"),
        erase="delete",
        reason="Vous garder une place chaque semaine ou chaque mois.",
    )
    register(
        "bookings.Series",
        "booked_by",
        title="Les séries que vous avez réservées pour d’autres",
        export=("first_on", "last_on", "created_at"),
        erase="anonymise",
        reason="Savoir qui a pris une série de réservations.",
    )
    register(
        "bookings.Leave",
        "user",
        title="Vos absences",
        export=("first_on", "last_on", "created_at"),
        erase="delete",
        reason="Ne pas vous garder de place les jours où vous ne venez pas.",
    )
    register(
        "bookings.WaitingEntry",
        "user",
        title="Vos listes d’attente",
        export=("telecentre__name", "kind", "starts_at", "ends_at", "state", "joined_at"),
        erase="delete",
        reason="Vous proposer une place qui se libère.",
    )
    register(
        "bookings.ClosureRepair",
        "booking__user",
        title="Ce que des fermetures ont changé à vos réservations",
        export=("reason", "outcome", "was_starts_at", "was_ends_at", "told_at"),
        erase="delete",
        reason="Vous prévenir une seule fois, et vous proposer une autre place.",
    )
    register(
        "bookings.Attendance",
        "booking__user",
        title="Vos venues",
        export=PRESENCE,
        # Erasure cuts the booking from the person: the line tells of nobody from then on.
        erase="keep",
        keep_days=0,
        reason="Compter la fréquentation des télécentres, sans dire de qui.",
    )
    register(
        "bookings.Attendance",
        "recorded_by",
        title="Les présences que vous avez notées",
        export=PRESENCE,
        erase="anonymise",
        reason="Savoir qui a noté une présence, pour la corriger.",
    )
    register(
        "bookings.CodeGuess",
        "user",
        title="Vos codes du jour mal tapés",
        export=("at",),
        erase="delete",
        reason="Empêcher d’essayer tous les codes.",
    )
    register(
        "bookings.AssignedDesk",
        "user",
        title="Les postes qui vous sont attribués",
        export=("space__name", "first_on", "last_on", "free_weekdays", "created_at"),
        erase="delete",
        reason="Vous garder votre poste.",
    )
    register(
        "bookings.AssignedDesk",
        "assigned_by",
        title="Les postes que vous avez attribués",
        export=("space__name", "first_on", "created_at"),
        erase="anonymise",
        reason="Savoir qui a attribué un poste.",
    )
