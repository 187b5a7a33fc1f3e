"""« Mon compte », and the devices that are connected to it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.users.devices import in_words
from club.users.forms import PublicNameForm
from club.users.models import User
from club.users.second_factor import must_have_second_factor
from club.users.services import end_other_sessions, end_session


def _must_protect(user: User) -> bool:
    return settings.STAFF_TWO_FACTOR_REQUIRED and must_have_second_factor(user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_home(request: HttpRequest) -> HttpResponse:
    """What one logs in with, who one is for the others, and how well it is protected."""
    form = PublicNameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Votre nom public est enregistré.")
        return redirect("account_home")
    if form.errors:
        # The form has written the refused name on the account that the page shows.
        request.user.refresh_from_db(fields=["public_name"])
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(
        request,
        "users/account_home.html",
        {
            "form": form,
            "has_app": Authenticator.Type.TOTP in kinds,
            "passkey_count": kinds.count(Authenticator.Type.WEBAUTHN),
            "must_have_second_factor": _must_protect(request.user),
        },
    )


class SecondFactorView(IndexView):
    """allauth's page, which says too when the second factor is compulsory."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "must_have_second_factor": _must_protect(self.request.user)}


@login_required
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where this account is connected, this browser first, then the newest."""
    found = UserSession.objects.purge_and_list(request.user)
    lines = [
        {
            "pk": one.pk,
            "name": in_words(one.user_agent),
            "ip": one.ip,
            "since": one.created_at,
            "is_current": one.session_key == request.session.session_key,
        }
        for one in sorted(found, key=lambda one: one.created_at, reverse=True)
    ]
    lines.sort(key=lambda line: not line["is_current"])
    return render(request, "users/devices.html", {"devices": lines})


@login_required
@require_POST
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Disconnect one device of this account."""
    mine = UserSession.objects.filter(user=request.user, pk=pk).first()
    if mine is None:
        raise Http404
    if mine.session_key == request.session.session_key:
        return redirect("account_logout")
    end_session(request.user, pk)
    messages.success(request, "Cet appareil est déconnecté.")
    return redirect("usersessions_list")


@login_required
@require_POST
def end_other_devices(request: HttpRequest) -> HttpResponse:
    """Disconnect every device but this one."""
    count = end_other_sessions(request.user, but=request.session.session_key or "")
    if count:
        messages.success(request, "Vos autres appareils sont déconnectés.")
    else:
        messages.info(request, "Aucun autre appareil n’était connecté.")
    return redirect("usersessions_list")
