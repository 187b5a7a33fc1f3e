"""The back office of the editorial site: our name, our style, nothing from elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from laces.components import Component
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from pages import moderation_hooks, review_views  # noqa: F401 (moderation_hooks registers itself)
from pages.models.base import CHILD_OF_HOME, ROUTED_PREFIXES
from pages.review import stale_pages
from pages.rich_text import SitePageLinkHandler

PANEL_LENGTH = 8


@hooks.register("register_rich_text_features", order=10)
def links_in_one_query(features: Any) -> None:
    """Our reading of links between pages, instead of Wagtail's."""
    features.register_link_type(SitePageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """The network's colours in the back office."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/back-office.css"))


@hooks.register("construct_homepage_summary_items")
def no_summary_of_sites(request: HttpRequest, items: list[Any]) -> None:
    """Keep the summary to what this site has: pages, images, documents."""
    items[:] = [item for item in items if "site" not in type(item).__name__.lower()]


@hooks.register("register_admin_urls")
def review_urls() -> list[Any]:
    return review_views.urlpatterns


@hooks.register("register_reports_menu_item")
def review_report() -> MenuItem:
    return MenuItem("Pages à relire", reverse("pages_stale"), icon_name="doc-full-inverse")


class StalePagesPanel(Component):
    """The pages to review that this person may edit, the oldest first."""

    order = 150
    template_name = "pages/back_office/stale_panel.html"

    def __init__(self, pages: list[Any]) -> None:
        self.pages = pages

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"pages": self.pages[:PANEL_LENGTH], "count": len(self.pages)}


@hooks.register("construct_homepage_panels")
def add_stale_pages(request: HttpRequest, panels: list[Any]) -> None:
    pages = [
        page
        for page in stale_pages(timezone.localdate())
        if page.permissions_for_user(request.user).can_edit()
    ]
    if pages:
        panels.append(StalePagesPanel(pages))


def _goes_where_views_answer(slug: str, parent: Page) -> bool:
    return parent.depth == CHILD_OF_HOME - 1 and slug in ROUTED_PREFIXES


@hooks.register("before_move_page")
def refuse_a_move_behind_a_view(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """A page moved under the home page keeps its slug: it must not be one that a view answers."""
    if not _goes_where_views_answer(page.slug, destination):
        return None
    messages.error(request, f"« {page.slug} » est une adresse du site lui-même.")
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_copy_page")
def refuse_a_copy_behind_a_view(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same for a copy, whose slug and parent are chosen in a form."""
    parent = Page.objects.filter(pk=request.POST.get("new_parent_page") or 0).first()
    slug = request.POST.get("new_slug", "")
    if parent is None or not _goes_where_views_answer(slug, parent):
        return None
    messages.error(request, f"« {slug} » est une adresse du site lui-même.")
    return redirect("wagtailadmin_pages:copy", page.pk)
