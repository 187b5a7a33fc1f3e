"""Who is in the club, and who decides on memberships."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from club.members.models import Member
from club.telecentres.models import Telecentre
from club.telecentres.perms import manages_network, only_of, works_for_network
from club.users.models import User

MEMBERSHIP_PAGE = "/club/adhesion/"  # PRODUCT.md, part 4: says why one is not in, and what to do


def is_active_member(user: Any) -> bool:
    """Whether this account's membership runs today. Read again at each request, in one query."""
    return user.is_authenticated and Member.objects.active().filter(user=user).exists()


def may_read_club(user: Any) -> bool:
    """Whether the extranet is open to this account: an active member, or staff of the network."""
    if not user.is_authenticated:
        return False
    return is_active_member(user) or works_for_network(user)


def active_member_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let active members and the network's staff in.

    Anyone else goes to the log-in page, or with an account to the page of the membership, which
    explains. Nothing is remembered from one request to the next: a suspension counts at once.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_read_club(request.user):
            return redirect(MEMBERSHIP_PAGE)
        return view(request, *args, **kwargs)

    return guarded


def may_decide_for(user: User, telecentre: Telecentre) -> bool:
    """Whether this account decides on the members of a centre: its animateurs, the managers."""
    return manages_network(user) or telecentre.managers.filter(user=user).exists()


def members_decided_by(user: User) -> QuerySet[Member]:
    """The members this account decides on; never their own membership."""
    return only_of(user, Member.objects.exclude(user=user), "home_telecentre")
