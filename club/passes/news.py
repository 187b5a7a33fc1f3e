"""What people are told of their passes: units, and passes, that end soon."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from club.members.perms import may_read_club
from club.notifications.kinds import register_kind
from club.notifications.services import notify
from club.passes.models import Grant, Pass
from club.passes.wording import units_in_words
from club.telecentres.french import french_date
from club.users.models import User

KIND = "passes.expiring"
NOTICE_DAYS = 14


def register_kinds() -> None:
    """Declare the kind."""
    register_kind(KIND, label="Unités et pass qui se terminent", group="Pass", is_for=may_read_club)


def tell_expiring() -> int:
    """The daily job: tell, once, each person whose units or pass end within NOTICE_DAYS; how many.

    What a month includes is not told: it comes back with the next.
    """
    today = timezone.localdate()
    limit = today + timedelta(days=NOTICE_DAYS)
    ending = (
        Grant.objects.filter(left__gt=0, ends_on__range=(today, limit), starts_on__lte=today)
        .exclude(origin=Grant.Origin.MONTH)
        .select_related("of_pass__user")
        .order_by("ends_on", "pk")
    )
    by_end: dict[tuple[User, date], list[Grant]] = defaultdict(list)
    for grant in ending:
        if grant.of_pass.user:
            by_end[grant.of_pass.user, grant.ends_on].append(grant)
    told = sum(_tell_units(user, day, grants) for (user, day), grants in by_end.items())
    passes = Pass.objects.filter(ends_on__range=(today, limit))
    for one in passes.select_related("user", "plan"):
        if one.user and one.ends_on:
            told += _tell_pass(one, one.user, one.ends_on)
    return told


def _tell_units(user: User, day: date, grants: list[Grant]) -> bool:
    counts: dict[str, int] = defaultdict(int)
    for grant in grants:
        counts[grant.unit] += grant.left
    what = " et ".join(units_in_words(count, unit) for unit, count in counts.items())
    notification = notify(
        user,
        KIND,
        title=f"À utiliser avant le {french_date(day)}\u202f: {what}",
        text="Après cette date, elles seront perdues. Réservez un poste pour en profiter.",
        url=reverse("passes:home"),
        subject=("pass", "Votre pass"),
        once_key=f"units-expire-{day.isoformat()}",
    )
    return notification is not None


def _tell_pass(ending: Pass, user: User, day: date) -> bool:
    notification = notify(
        user,
        KIND,
        title=f"Votre «\u202f{ending.plan}\u202f» se termine le {french_date(day)}",
        text="Vous pourrez continuer à réserver, au tarif du réseau. Votre animateur peut vous "
        "conseiller sur la suite.",
        url=reverse("passes:home"),
        subject=("pass", "Votre pass"),
        once_key=f"pass-ends-{ending.pk}",
    )
    return notification is not None
