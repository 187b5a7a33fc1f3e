"""Of the member: a series, an absence, a desk; and the QR code of a desk, for all to scan."""

from datetime import timedelta

from django.utils import timezone

from club.bookings.models import (
    AssignedDesk,
    Attendance,
    Booking,
    ClosureRepair,
    DeskCode,
    FreedDays,
    Leave,
    Series,
    WaitingEntry,
)
from club.telecentres.models import Space
from club.users.models import User

ROOT = "club/reservations/"


def living_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of these addresses, by the beginning of their route. After `mine_samples`."""
    member = users["member"]
    booking = Booking.objects.get(reference="7KQ2M9XTCP")
    space = Space.objects.select_related("telecentre").get(pk=booking.space_id)
    today = timezone.localdate()
    days = {"first_on": today, "last_on": today + timedelta(days=30)}
    series = Series.objects.create(
        space=space, user=member, anchor_on=today, part="day", form_token="serie", **days
    )
    leave = Leave.objects.create(user=member, form_token="conge", **days)
    entry = WaitingEntry.objects.create(
        user=member,
        telecentre=space.telecentre,
        kind=space.kind,
        granularity=space.granularity,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        first_key=booking.starts_at,
        last_key=booking.starts_at,
        slot_count=1,
        form_token="attente",
    )
    desk = AssignedDesk.objects.create(space=space, user=member, first_on=today, form_token="poste")
    freed = FreedDays.objects.create(assignment=desk, form_token="rendus", **days)
    presence = Attendance.objects.create(
        booking=booking, day=today, half="morning", state="asked", method="job", at=timezone.now()
    )
    repair = ClosureRepair.objects.create(
        booking=booking,
        reason="Neige",
        outcome="cancelled",
        was_state="approved",
        was_space=space,
        was_starts_at=booking.starts_at,
        was_ends_at=booking.ends_at,
    )
    code = DeskCode.objects.create(space=space)
    return {
        f"{ROOT}series/": {"pk": str(series.pk)},
        f"{ROOT}conges/": {"pk": str(leave.pk)},
        f"{ROOT}attente/": {"pk": str(entry.pk)},
        f"{ROOT}fermetures/": {"pk": str(repair.pk)},
        f"{ROOT}arrivee/": {"pk": str(presence.pk), "token": code.token},
        f"{ROOT}mon-bureau/": {"pk": str(desk.pk)},
        f"{ROOT}mon-bureau/rendus/": {"pk": str(freed.pk)},
    }
