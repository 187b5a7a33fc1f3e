from datetime import timedelta

from django.apps import AppConfig


class PassesConfig(AppConfig):
    """Passes (their units, what the rest costs, the statements), and the package of services."""

    name = "club.passes"
    label = "passes"
    verbose_name = "Pass et services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.notifications.periodic import register_job
        from club.passes import (
            granting,
            news,
            personal_data_rows,
            service_news,
            service_personal_data,
            services,
            summary,
        )

        personal_data_rows.register_rows()
        service_personal_data.register_rows()
        news.register_kinds()
        service_news.register_kinds()
        summary.register_panels()
        day = timedelta(days=1)
        register_job("open_pass_months", granting.open_months, every=day, hour=0)
        register_job("expire_pass_units", services.expire_units, every=day, hour=1)
        register_job("tell_expiring_units", news.tell_expiring, every=day, hour=8)
