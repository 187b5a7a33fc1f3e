from datetime import timedelta

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What people are told, on the site and by mail, and the worker that sends it."""

    name = "club.notifications"
    label = "notifications"
    verbose_name = "Courriers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.notifications import (
            background,
            digests,
            kinds,
            links,
            personal_data_rows,
            services,
            unsubscribe,
        )
        from club.notifications.periodic import register_job
        from club.users import services as accounts

        personal_data_rows.register_rows()
        unsubscribe.register_links()
        # Here and not in `club.users`, which is below: it is that app's only kind.
        kinds.register_kind(
            kinds.SECURITY,
            label="Sécurité de votre compte",
            group=kinds.SECURITY_GROUP,
            is_urgent=True,
            ignores_quiet_hours=True,
        )
        day, minute = timedelta(days=1), timedelta(minutes=1)
        register_job("forget_used_links", links.forget_used_links, every=day, hour=3)
        register_job("purge_notifications", services.purge_notifications, every=day, hour=3)
        register_job("purge_outbox", services.purge_log, every=day, hour=3)
        register_job("write_due_mails", digests.write_due_mails, every=minute)
        # Accounts know no job: they stand below.
        for name, run in (
            ("delete_unconfirmed_accounts", accounts.delete_unconfirmed_accounts),
            ("purge_sessions", accounts.purge_sessions),
        ):
            register_job(name, run, every=day, hour=3)
        register_job("reap_tasks", background.reap, every=minute)
        register_job("purge_tasks", background.purge_results, every=day, hour=3)
