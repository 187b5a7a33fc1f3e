from datetime import timedelta

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What the site sends, and the worker that sends it."""

    name = "club.notifications"
    label = "notifications"
    verbose_name = "Courriers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.notifications import periodic, services
        from club.users import services as accounts

        periodic.register_job("purge_outbox", services.purge_log, every=timedelta(days=1), hour=3)
        # Accounts know no job: they stand below.
        for name, run in (
            ("delete_unconfirmed_accounts", accounts.delete_unconfirmed_accounts),
            ("purge_sessions", accounts.purge_sessions),
        ):
            periodic.register_job(name, run, every=timedelta(days=1), hour=3)
