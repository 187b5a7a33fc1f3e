from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The project itself, as an app, so that its system checks run."""

    name = "config"
    label = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from config import checks, page_cache  # noqa: F401 (checks registers itself)

        page_cache.connect()
