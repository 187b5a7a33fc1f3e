"""What the account pages owe to everyone: even answers, and a second factor for the staff."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from club.users.second_factor import lacks_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]
# Whoever answers these knows whether an account exists; the time they take must not tell.
EVEN = ("account_login", "account_signup", "account_reset_password", "account_email")


class EvenAnswersMiddleware:
    """Make the posts of EVEN last a multiple of ACCOUNT_ANSWER_STEP seconds.

    A fixed floor would tell again as soon as the machine is busy; steps do not.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.paths = {reverse(name) for name in EVEN}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        step = settings.ACCOUNT_ANSWER_STEP
        if not step or request.method != "POST" or request.path not in self.paths:
            return self.get_response(request)
        began = time.monotonic()
        response = self.get_response(request)
        time.sleep(step - (time.monotonic() - began) % step)
        return response


class SecondFactorMiddleware:
    """Lead the staff who have no second factor to where they set one, whatever they ask for.

    Account pages stay open, for that and to log out. One query.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        # Account pages, and the pictures that any page shows.
        self.open_to_all = (reverse("account_home"), settings.MEDIA_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_TWO_FACTOR_REQUIRED
            and request.user.is_authenticated
            and not request.path.startswith(self.open_to_all)
            and lacks_second_factor(request.user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)
