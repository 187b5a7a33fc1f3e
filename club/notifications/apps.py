from datetime import timedelta

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What the site sends, and the worker that sends it."""

    name = "club.notifications"
    label = "notifications"
    verbose_name = "Courriers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.notifications import background, periodic, services

        periodic.register_job("purge_outbox", services.purge_log, every=timedelta(days=1), hour=3)
        periodic.register_job("reap_tasks", background.reap, every=timedelta(minutes=1))
        periodic.register_job(
            "purge_tasks", background.purge_results, every=timedelta(days=1), hour=3
        )
