"""What people may be told: each app declares its kinds in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from club.notifications.models import Frequency, Notification
from club.notifications.timing import due_at
from club.users.models import User

SECURITY = "account.security"
SECURITY_GROUP = "Compte et sécurité"


@dataclass(frozen=True)
class Kind:
    key: str  # « app.what »
    label: str  # in French: what the person reads beside their choice
    group: str  # in French: the heading it stands under
    default: str
    is_urgent: bool
    ignores_quiet_hours: bool
    is_for: Callable[[User], bool] | None
    still_concerns: Callable[[list[Notification]], Iterable[Notification]] | None

    def due_at(self, frequency: str, now: datetime) -> datetime | None:
        """When the mail of what happens `now` is due, at that frequency."""
        return due_at(frequency, now, ignores_quiet_hours=self.ignores_quiet_hours)


_kinds: dict[str, Kind] = {}


def register_kind(
    key: str,
    *,
    label: str,
    group: str,
    default: Frequency = Frequency.DAILY,
    is_urgent: bool = False,
    ignores_quiet_hours: bool = False,
    is_for: Callable[[User], bool] | None = None,
    still_concerns: Callable[[list[Notification]], Iterable[Notification]] | None = None,
) -> None:
    """Declare a kind. Declaring a key again replaces it.

    `is_urgent`: always sent, at once, whatever the person prefers (bookings, waiting lists,
    closures, reminders, security, account). `ignores_quiet_hours`: even between 21 h and 7 h;
    security and account only. `is_for`: whether to propose it to this person on their preferences
    page. `still_concerns`: asked before a mail that waited is written, with everything of this
    kind that is about to leave (any number of persons: no query per row); those it leaves out are
    not mailed.
    """
    _kinds[key] = Kind(
        key,
        label,
        group,
        Frequency.AT_ONCE if is_urgent else default,
        is_urgent,
        ignores_quiet_hours,
        is_for,
        still_concerns,
    )


def kind_of(key: str) -> Kind:
    """The kind of this key. Raises LookupError when no app declares it."""
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f"No kind of notification is named {key!r}.") from None


def find_kind(key: str) -> Kind | None:
    """The same, None for a kind of former days."""
    return _kinds.get(key)


def registered() -> list[Kind]:
    """Every kind, by group and label."""
    return sorted(_kinds.values(), key=lambda kind: (kind.group, kind.label))


def kinds_for(user: User) -> list[Kind]:
    """Those that may concern this person, by group and label."""
    return [kind for kind in registered() if kind.is_for is None or kind.is_for(user)]
