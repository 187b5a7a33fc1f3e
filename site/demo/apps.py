from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration network."""

    name = "demo"
    label = "demo"
    verbose_name = "Démonstration"
