from datetime import timedelta

from django.apps import AppConfig

WAGTAIL_TASKS = {
    "wagtail.tasks.update_reference_index_task": "Noter où un contenu est utilisé",
    "wagtail.tasks.delete_file_from_storage_task": "Effacer un fichier supprimé",
    "modelsearch.tasks.insert_or_update_object_task": "Mettre à jour la recherche de la gestion",
}


class PagesConfig(AppConfig):
    """The editorial site: page types, their blocks, and the showcase of each télécentre."""

    name = "pages"
    label = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.exceptions import ObjectDoesNotExist

        from club.notifications.background import declare_task
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
        # Wagtail's own. What was deleted before its turn came has left the indexes already.
        gone = (ObjectDoesNotExist,)
        for path, title in WAGTAIL_TASKS.items():
            declare_task(path, title=title, moot=gone)
