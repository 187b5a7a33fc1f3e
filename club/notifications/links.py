"""Signed links `/r/<token>/`: whoever holds one may do one thing, without logging in.

Apps declare what links do in `AppConfig.ready()`. A link holds the name of its action, a small
payload (numbers and short words, never an address) and when it was made, under our signature.
Reading one changes nothing: programs that look at mails follow their links. Only a POST acts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from club.notifications.models import UsedLink

MAX_TOKEN = 500  # characters
ALREADY = "C’était déjà fait\u202f: ce lien a servi."


class UnknownLink(Exception):
    """Not a link of ours, or one to something that is gone."""


class ExpiredLink(Exception):
    """A link of ours that is too old."""


class NextStep(NamedTuple):
    """Where to go from a page that says no."""

    label: str
    url: str  # a path of this site


class ActionRefused(Exception):
    """The link is good but its action can no longer be done; the message says why, in French.

    `steps`: where to go from there, the best first.
    """

    def __init__(self, message: str, *, steps: Sequence[NextStep] = ()) -> None:
        super().__init__(message)
        self.steps = tuple(steps)


class Description(NamedTuple):
    """What the page of a link tells before anything is done, in French.

    Without a button: there is nothing to do any more, and the text says why.
    """

    title: str
    text: str
    button: str


class Onward(NamedTuple):
    """Where an action leads that is the beginning of something, instead of saying it is done."""

    url: str  # a path of this site


@dataclass(frozen=True)
class Action:
    name: str
    describe: Callable[[Any], Description]
    act: Callable[[Any], str | Onward]
    max_age: timedelta
    is_once: bool


@dataclass(frozen=True)
class Link:
    """A link whose signature and age are right."""

    action: Action
    payload: Any
    token: str


_actions: dict[str, Action] = {}


def register_action(
    name: str,
    *,
    describe: Callable[[Any], Description],
    act: Callable[[Any], str | Onward],
    max_age: timedelta,
    is_once: bool = False,
) -> None:
    """Declare what links of this name do. Declaring a name again replaces it.

    `describe` and `act` take the payload and may raise UnknownLink (what it names is gone) or
    ActionRefused. `act` runs in a transaction, returns a sentence that says what is done, or where
    to go on (Onward), and must do no harm when it runs again; with `is_once`, a link acts a single
    time.
    """
    _actions[name] = Action(name, describe, act, max_age, is_once)


def _signer() -> TimestampSigner:
    # A dot rather than Django's colon: mail programs cut addresses at colons.
    return TimestampSigner(salt="club.notifications.links", sep=".")


def make_link(name: str, payload: Any) -> str:
    """The absolute address of a new link. `payload`: JSON, a few ids and short words."""
    token = _signer().sign_object([_actions[name].name, payload])
    if len(token) > MAX_TOKEN:
        raise ValueError("The payload of a link holds ids, not texts.")
    return f"{settings.BASE_URL}{reverse('signed_link', args=[token])}"


def read_link(token: str) -> Link:
    """Check a token. Raises UnknownLink or ExpiredLink."""
    if len(token) > MAX_TOKEN or not token.isascii():
        raise UnknownLink
    signer = _signer()
    try:
        name, payload = signer.unsign_object(token)
        action = _actions[name]
        signer.unsign(token, max_age=action.max_age)
    except SignatureExpired as error:
        raise ExpiredLink from error
    except (BadSignature, KeyError, TypeError, ValueError) as error:
        raise UnknownLink from error
    return Link(action, payload, token)


def describe_link(link: Link) -> Description:
    """What the link would do. Raises UnknownLink or ActionRefused."""
    return link.action.describe(link.payload)


def has_served(link: Link) -> bool:
    """Whether a link that acts once has done so."""
    return link.action.is_once and UsedLink.objects.filter(digest=_digest(link)).exists()


@transaction.atomic
def follow_link(link: Link) -> str | Onward:
    """Do what the link says; the sentence to show, or where to go on.

    Raises UnknownLink or ActionRefused.
    The mark of a link that acts once is written with what it did, or not at all.
    """
    if link.action.is_once and not _mark_used(link):
        return ALREADY
    return link.action.act(link.payload)


def _digest(link: Link) -> str:
    return hashlib.sha256(link.token.encode()).hexdigest()


def _mark_used(link: Link) -> bool:
    """False when it was already, or is being used at this very moment by someone else's POST."""
    expires_at = timezone.now() + link.action.max_age
    try:
        with transaction.atomic():
            UsedLink.objects.create(digest=_digest(link), expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def forget_used_links() -> int:
    """Delete the marks of links that have expired; how many."""
    return UsedLink.objects.filter(expires_at__lt=timezone.now()).delete()[0]
