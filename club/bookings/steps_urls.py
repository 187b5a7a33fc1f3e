from django.urls import path, register_converter
from django.urls.converters import StringConverter

from club.bookings import mine_views, move_views, steps_views
from club.bookings.models.bookings import ALPHABET, REFERENCE_LENGTH


class ReferenceConverter(StringConverter):
    """Ten capitals and digits: no other page of this part of the site can be taken for one."""

    regex = f"[{ALPHABET}]{{{REFERENCE_LENGTH}}}"


register_converter(ReferenceConverter, "booking_reference")

app_name = "bookings_steps"
urlpatterns = [
    path("", mine_views.booking_list, name="list"),
    path("nouvelle/", steps_views.create, name="create"),
    path("<booking_reference:reference>/", mine_views.booking_detail, name="detail"),
    path("<booking_reference:reference>/agenda.ics", mine_views.booking_calendar, name="calendar"),
    path("<booking_reference:reference>/deplacer/", move_views.move_booking, name="move"),
    path("<booking_reference:reference>/annuler/", mine_views.cancel_booking, name="cancel"),
]
