"""System checks of the project's own promises."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register

OUR_PREFIXES = ("club.", "forum.", "pages", "demo", "search", "config")


@register()
def our_apps_use_big_keys(**_kwargs: Any) -> list[Error]:
    """Every app of ours with models states `default_auto_field = BigAutoField` itself."""
    return [
        Error(
            f"{config.name} must set default_auto_field to BigAutoField.",
            hint="The project-wide default stays AutoField for django-machina's sake.",
            id="config.E001",
        )
        for config in apps.get_app_configs()
        if config.name.startswith(OUR_PREFIXES)
        and list(config.get_models())
        and not config.default_auto_field.endswith("BigAutoField")
    ]
