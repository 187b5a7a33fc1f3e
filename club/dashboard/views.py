"""« Espace club »: what concerns the person who is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from club.members.perms import active_member_required
from club.members.registry import panels
from club.telecentres.hours import schedules_around
from club.telecentres.perms import role_names, telecentres_of, works_for_network


@active_member_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's roles, the centres they look after, and the panels that concern them."""
    user = request.user
    shown = []
    for panel in panels():
        context = panel.context(user)
        if context is not None:
            shown.append({"title": panel.title, "template": panel.template, "context": context})
    now = timezone.now()
    centres = list(telecentres_of(user).active().select_related("commune"))
    schedules = schedules_around(centres, now)
    return render(
        request,
        "dashboard/home.html",
        {
            "panels": shown,
            "roles": sorted(role_names(user)),
            "telecentres": [
                {"telecentre": centre, "status": schedules[centre.pk].status_at(now)}
                for centre in centres
            ],
            "can_edit": works_for_network(user),
        },
    )
