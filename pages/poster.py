"""The printable poster of a centre, with the QR code of its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from club.telecentres.hours import local_day
from club.telecentres.qr import qr_svg
from pages.models import TelecentrePage
from pages.showcase import ordinary_week, space_groups


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 page to pin at the entrance: where, when, whom to call, and the QR code."""
    page = get_object_or_404(
        TelecentrePage.objects.live().public().select_related("telecentre__commune"),
        telecentre__slug=slug,
    )
    centre = page.telecentre
    address = request.build_absolute_uri(f"/telecentres/{centre.slug}/")
    return render(
        request,
        "pages/telecentre_poster.html",
        {
            "telecentre": centre,
            "week": ordinary_week(centre, local_day(timezone.now())),
            "space_groups": space_groups(list(centre.spaces.filter(is_active=True))),
            "address": address.split("://", 1)[1].rstrip("/"),
            "qr": qr_svg(address, title="Code QR de la page du télécentre"),
        },
    )
