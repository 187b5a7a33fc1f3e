"""What this app holds about a person."""

from club.users.personal_data import register


def register_rows() -> None:
    """Declare the bookings, their history and the calendars."""
    register(
        "bookings.Booking",
        "user",
        title="Vos réservations",
        export=("reference", "space__name", "starts_at", "ends_at", "state", "title", "created_at"),
        erase="anonymise",
        reason="Vous garder une place, et compter la fréquentation des télécentres.",
    )
    register(
        "bookings.Booking",
        "booked_by",
        title="Les réservations que vous avez faites pour d’autres",
        export=("reference", "starts_at", "created_at"),
        erase="anonymise",
        reason="Savoir qui a pris une réservation au téléphone.",
    )
    register(
        "bookings.BookingEvent",
        "actor",
        title="Ce que vous avez changé à des réservations",
        export=("booking__reference", "kind", "at"),
        erase="anonymise",
        reason="Savoir qui a déplacé, accepté ou annulé une réservation.",
    )
    register(
        "bookings.CalendarFeed",
        "user",
        title="Vos calendriers à lire ailleurs",
        export=("telecentre__name", "space__name", "created_at", "renewed_at"),
        erase="delete",
        reason="Montrer vos réservations dans votre propre agenda.",
    )
