"""Bookings, the slots they hold, the rules of spaces and the calendars read elsewhere; series,
waiting lists, what closures did, who came, and the desks that have a holder.
"""

from club.bookings.models.assigned import AssignedDay, AssignedDesk, FreedDays
from club.bookings.models.attendance import Attendance, CodeGuess, DeskCode, Half
from club.bookings.models.bookings import Booking, BookingEvent, SlotClaim
from club.bookings.models.feeds import CalendarFeed
from club.bookings.models.repairs import ClosureRepair
from club.bookings.models.rules import BookingRules
from club.bookings.models.series import Leave, Series, SeriesDate
from club.bookings.models.waiting import WaitingEntry

__all__ = [
    "AssignedDay",
    "AssignedDesk",
    "Attendance",
    "Booking",
    "BookingEvent",
    "BookingRules",
    "CalendarFeed",
    "ClosureRepair",
    "CodeGuess",
    "DeskCode",
    "FreedDays",
    "Half",
    "Leave",
    "Series",
    "SeriesDate",
    "SlotClaim",
    "WaitingEntry",
]
