from django.apps import AppConfig


class TelecentresConfig(AppConfig):
    """The network's places and their hours."""

    name = "club.telecentres"
    label = "telecentres"
    verbose_name = "Télécentres"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.users.personal_data import register

        register(
            "telecentres.TelecentreManager",
            "user",
            title="Les télécentres que vous animez",
            export=("telecentre__name", "public_phone"),
            erase="delete",
            reason="Dire aux visiteurs qui les accueille.",
        )
        register(
            "telecentres.Closure",
            "created_by",
            title="Les fermetures que vous avez annoncées",
            export=("telecentre__name", "starts_at", "ends_at", "reason"),
            erase="anonymise",
            reason="Savoir quand et pourquoi un télécentre a fermé.",
        )
