"""Bookings, the slots they hold, the rules of spaces and the calendars read elsewhere."""

from club.bookings.models.bookings import Booking, BookingEvent, SlotClaim
from club.bookings.models.feeds import CalendarFeed
from club.bookings.models.rules import BookingRules

__all__ = ["Booking", "BookingEvent", "BookingRules", "CalendarFeed", "SlotClaim"]
