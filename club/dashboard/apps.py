from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """« Espace club » and the menu of the back office."""

    name = "club.dashboard"
    label = "dashboard"
    verbose_name = "Tableau de bord"
    default_auto_field = "django.db.models.BigAutoField"
