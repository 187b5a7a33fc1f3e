"""At 7 h, the sheet of the day goes to those who will welcome people."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from club.bookings.animation import DaySheet, Visit, sheet_of
from club.bookings.check_in import code_of_day
from club.bookings.day_emails import french_on
from club.bookings.wording import french_ranges
from club.notifications.services import notify
from club.telecentres.french import french_time
from club.telecentres.hours import PARIS, hours_for, local_day
from club.telecentres.models import Telecentre
from club.users.models import User

SHEET = "bookings.day_sheet"
HOUR = 7  # local: the end of the quiet hours


def send_day_sheets(now: datetime | None = None) -> int:
    """Write to the animateurs of each centre that is open today and where someone comes; how many
    mails. Safe to repeat: once a day.
    """
    moment = now or timezone.now()
    return sum(_send(centre, moment) for centre in Telecentre.objects.active().order_by("pk"))


def _send(centre: Telecentre, moment: datetime) -> int:
    day = local_day(moment)
    if hours_for(centre, day).is_closed:
        return 0
    sheet = sheet_of(centre, day, now=moment)
    if not sheet.people_count:
        return 0
    team = User.objects.filter(managed_telecentres__telecentre=centre, is_active=True)
    return sum(_tell(user, centre, sheet) for user in team.order_by("pk"))


def _tell(user: User, centre: Telecentre, sheet: DaySheet) -> bool:
    day = sheet.day
    url = f"{reverse('animation_day:sheet', args=[centre.slug])}?date={day}"
    count = sheet.people_count
    title = f"{centre.short_name}, {french_on(day)}\u202f: {count} réservation{'s' * (count > 1)}"
    told = notify(
        user,
        SHEET,
        title=title,
        url=url,
        subject=(f"day-{centre.pk}-{day}", centre.short_name),
        once_key=f"day-sheet-{centre.pk}-{day}",
        template="bookings/email/day_sheet",
        context={
            "subject_line": title,
            "name": str(user),
            "centre": centre.name,
            "day": french_on(day),
            "opening": french_ranges(sheet.hours),
            "code": code_of_day(centre, day),
            "lines": [_line(visit) for visit in sheet.visits],
            "sheet_url": f"{settings.BASE_URL}{url}",
        },
    )
    return told is not None


def _line(visit: Visit) -> str:
    booking = visit.booking
    start, end = (one.astimezone(PARIS) for one in (booking.starts_at, booking.ends_at))
    begins = "" if visit.begins_before else f"de {french_time(start.time())} "
    ends = "" if visit.ends_after else f"à {french_time(end.time())}"
    when = f"{begins}{ends}".strip() or "toute la journée"
    who = booking.person or booking.title or booking.get_kind_display()
    marks = ", ".join(part for part in (booking.guest_phone, visit.news, visit.remark) if part)
    told = f"{when}\u202f: {who}, {booking.space.name}"
    return f"{told} ({marks})" if marks else told
