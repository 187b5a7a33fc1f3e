"""What is held about who asks for services and reports machines."""

from club.users.personal_data import register


def register_rows() -> None:
    """Declare the requests for services and the reports of machines."""
    register(
        "passes.ServiceRequest",
        "user",
        title="Vos demandes de services",
        export=("service__name", "telecentre__name", "text", "state", "answer", "created_at"),
        erase="delete",
        reason="Répondre à vos demandes de services.",
    )
    register(
        "passes.ServiceRequest",
        "handled_by",
        title="Les demandes de services auxquelles vous avez répondu",
        export=("service__name", "state", "changed_at"),
        erase="anonymise",
        reason="Savoir qui a répondu à une demande.",
    )
    register(
        "passes.EquipmentReport",
        "reported_by",
        title="Les pannes que vous avez signalées",
        export=("equipment__name", "telecentre__name", "text", "reported_at"),
        erase="anonymise",
        reason="Vous prévenir quand l’équipement remarche.",
    )
    register(
        "passes.EquipmentReport",
        "fixed_by",
        title="Les pannes que vous avez dites réparées",
        export=("equipment__name", "telecentre__name", "fixed_at"),
        erase="anonymise",
        reason="Savoir qui a suivi la réparation.",
    )
