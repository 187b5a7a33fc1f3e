"""The links by which anyone who got a mail stops getting more, without logging in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from club.notifications.kinds import Kind, find_kind
from club.notifications.links import Description, UnknownLink, register_action
from club.notifications.preferences import stop_digests, stop_kind
from club.users.models import User

STOP_KIND = "stop"
STOP_DIGESTS = "stop-digests"
# People unsubscribe from the mails they find, not from the last one.
MAX_AGE = timedelta(days=730)
STILL = (
    "Ces nouvelles restent dans vos notifications, sur le site, et vous pourrez changer d’avis "
    "dans vos préférences."
)
ALREADY = "C’était déjà fait\u202f: vous ne recevez plus ces courriels."


def _person(pk: Any) -> User:
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise UnknownLink
    return user


def _person_and_kind(payload: Any) -> tuple[User, Kind]:
    pk, key = payload
    kind = find_kind(key)
    if kind is None or kind.is_urgent:
        raise UnknownLink
    return _person(pk), kind


def _describe_kind(payload: Any) -> Description:
    _user, kind = _person_and_kind(payload)
    return Description(
        "Ne plus recevoir ces courriels",
        f"Vous ne recevrez plus de courriel pour «\u202f{kind.label}\u202f». {STILL}",
        "Arrêter ces courriels",
    )


def _stop_kind(payload: Any) -> str:
    user, kind = _person_and_kind(payload)
    if not stop_kind(user, kind):
        return ALREADY
    return f"Vous ne recevrez plus de courriel pour «\u202f{kind.label}\u202f»."


def _describe_digests(payload: Any) -> Description:
    _person(payload)
    return Description(
        "Ne plus recevoir de résumé",
        f"Vous ne recevrez plus les résumés du jour ni de la semaine. {STILL}",
        "Arrêter les résumés",
    )


def _stop_digests(payload: Any) -> str:
    if not stop_digests(_person(payload)):
        return ALREADY
    return "Vous ne recevrez plus les résumés du jour ni de la semaine."


def register_links() -> None:
    """Declare both links."""
    register_action(STOP_KIND, describe=_describe_kind, act=_stop_kind, max_age=MAX_AGE)
    register_action(STOP_DIGESTS, describe=_describe_digests, act=_stop_digests, max_age=MAX_AGE)
