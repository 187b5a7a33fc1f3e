from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class ConfigConfig(AppConfig):
    """The project itself, as an app, so that its system checks run."""

    name = "config"
    label = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from config import checks, page_cache  # noqa: F401 (checks registers itself)

        page_cache.connect()


class AccountsAppConfig(WagtailUsersAppConfig):
    """Wagtail's screens of accounts and roles, with our form of an account."""

    user_viewset = "club.users.wagtail_hooks.AccountViewSet"
