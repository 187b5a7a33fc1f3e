from django.apps import AppConfig


class PassesConfig(AppConfig):
    """What members may use: the services of the package, and what is out of order."""

    name = "club.passes"
    label = "passes"
    verbose_name = "Pass et services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.passes import personal_data_rows, service_news

        personal_data_rows.register_rows()
        service_news.register_kinds()
