"""Who asks for a page, where the view lets nobody in who is not logged in."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from club.users.models import User


def user_of(request: HttpRequest) -> User:
    """The account of a request that a guard has let through (`login_required` and its like)."""
    return cast(User, request.user)
