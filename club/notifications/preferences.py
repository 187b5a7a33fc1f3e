"""How often each person wants to be written to: reading it, and changing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from club.notifications.kinds import Kind, find_kind, registered
from club.notifications.models import Frequency, Notification, Preference
from club.users.models import User

DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)


def frequency_by_user(kind: Kind, users: Collection[User]) -> dict[int, str]:
    """The frequency of this kind for each of these accounts, by key. One query at most."""
    if kind.is_urgent:
        return {user.pk: kind.default for user in users}
    chosen = Preference.objects.filter(kind=kind.key, user__in=[user.pk for user in users])
    found = dict(chosen.values_list("user_id", "frequency"))
    return {user.pk: found.get(user.pk, kind.default) for user in users}


def frequencies_of(user: User) -> dict[str, str]:
    """The frequency of each kind for one person, by the kind's key. One query."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "frequency"))
    return {
        kind.key: kind.default if kind.is_urgent else chosen.get(kind.key, kind.default)
        for kind in registered()
    }


@transaction.atomic
def set_frequencies(user: User, wanted: Mapping[str, str]) -> list[str]:
    """Note what this person wants, by the kind's key; the keys of what changed.

    Mails of those kinds that still wait follow the new choice. Urgent kinds, and kinds that no
    app declares, are left as they are.
    """
    now = timezone.now()
    current = frequencies_of(user)
    changed: dict[str, list[Kind]] = defaultdict(list)
    for key, frequency in wanted.items():
        kind = find_kind(key)
        if kind is not None and not kind.is_urgent and current[key] != frequency:
            changed[frequency].append(kind)
    Preference.objects.bulk_create(
        [
            Preference(user=user, kind=kind.key, frequency=frequency)
            for frequency, kinds in changed.items()
            for kind in kinds
        ],
        update_conflicts=True,
        unique_fields=("user", "kind"),
        update_fields=("frequency",),
    )
    for frequency, kinds in changed.items():
        for kind in kinds:
            waiting = Notification.objects.filter(user=user, kind=kind.key, due_at__isnull=False)
            waiting.update(frequency=frequency, due_at=kind.due_at(frequency, now))
    return sorted(kind.key for kinds in changed.values() for kind in kinds)


def stop_kind(user: User, kind: Kind) -> bool:
    """No more mails of this kind for this person. False when there were none already."""
    return bool(set_frequencies(user, {kind.key: Frequency.NEVER}))


def stop_digests(user: User) -> bool:
    """No more daily or weekly mail for this person. False when there were none already."""
    current = frequencies_of(user)
    grouped = {key: Frequency.NEVER for key, told in current.items() if told in DIGESTS}
    return bool(set_frequencies(user, grouped))
