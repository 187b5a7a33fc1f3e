"""The back office of the editorial site: our name, our style, nothing from elsewhere."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """The network's colours in the back office."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/back-office.css"))


@hooks.register("construct_homepage_summary_items")
def no_summary_of_sites(request: HttpRequest, items: list[Any]) -> None:
    """Keep the summary to what this site has: pages, images, documents."""
    items[:] = [item for item in items if "site" not in type(item).__name__.lower()]
