from django.apps import AppConfig


class UsersConfig(AppConfig):
    """Accounts: who a person is for the site, and what their roles allow."""

    name = "club.users"
    label = "users"
    verbose_name = "Comptes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.users import personal_data_rows

        personal_data_rows.register_rows()
