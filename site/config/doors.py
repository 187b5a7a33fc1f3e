"""The doors of Wagtail and of Django that would let someone in without allauth's checks."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import RedirectView


class AccountDoor(RedirectView):
    """Lead to the account page of the same purpose; `next` follows only when it is ours."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        url = reverse(self.pattern_name)
        after = self.request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(
            after,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        ):
            return f"{url}?{urlencode({'next': after})}"
        return url


def nothing_here(request: HttpRequest) -> HttpResponse:
    """In the place of Wagtail's page that breaks on purpose."""
    raise Http404


doors = [
    path(address, AccountDoor.as_view(pattern_name=name))
    for address, name in (
        ("gestion/login/", "account_login"),
        ("gestion/logout/", "account_logout"),
        ("gestion/password_reset/", "account_reset_password"),
        ("_util/login/", "account_login"),
        ("django-admin/login/", "account_login"),
        ("django-admin/logout/", "account_logout"),
        ("django-admin/password_change/", "account_change_password"),
    )
]
doors.append(path("gestion/failwhale/", nothing_here))
