"""Back office: the list of pages to review."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from pages.review import mark_reviewed, stale_pages


@require_admin_access
@require_safe
def stale(request: HttpRequest) -> HttpResponse:
    """The pages not reviewed for six months that this person may edit."""
    pages = [
        page
        for page in stale_pages(timezone.localdate())
        if page.permissions_for_user(request.user).can_edit()
    ]
    return render(request, "pages/back_office/stale_pages.html", {"pages": pages})


@require_admin_access
@require_POST
def reviewed(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note that a page was reviewed today; doing it twice changes nothing."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not hasattr(page, "reviewed_on") or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    mark_reviewed(page, timezone.localdate())
    messages.success(request, f"« {page.title} » est notée comme relue aujourd’hui.")
    return redirect(reverse("pages_stale"))


urlpatterns = [
    path("pages-a-relire/", stale, name="pages_stale"),
    path("pages-a-relire/<int:page_id>/relue/", reviewed, name="pages_reviewed"),
]
