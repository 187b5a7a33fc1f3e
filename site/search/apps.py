from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The search page, and the index of the editorial pages."""

    name = "search"
    label = "search"
    verbose_name = "Recherche"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.telecentres.search import register
        from pages.search import KINDS
        from search import index, provider

        register("pages", KINDS, find=provider.find_pages, read=provider.read_pages)
        index.follow_pages()
