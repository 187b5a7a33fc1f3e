from datetime import timedelta

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The editorial site: page types, their blocks, and the showcase of each télécentre."""

    name = "pages"
    label = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.notifications.periodic import register_job
        from club.users.roles import register_step
        from pages.models import ContactPage
        from pages.personal_data_rows import register_rows
        from pages.roles import grant_editorial_rights
        from pages.services import purge_expired
        from pages.told import register_kinds
        from pages.views import contact

        ContactPage.view = staticmethod(contact)
        register_rows()
        register_kinds()
        register_step(grant_editorial_rights)
        register_job("purge_expired", purge_expired, every=timedelta(days=1), hour=3)
