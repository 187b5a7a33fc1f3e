from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The club: memberships, profiles, skills, messages between members."""

    name = "club.members"
    label = "members"
    verbose_name = "Adhérents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.members import personal_data_rows

        personal_data_rows.register_rows()
