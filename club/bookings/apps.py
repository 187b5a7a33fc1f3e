from datetime import timedelta

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Who has which space, and when: never two people for one place."""

    name = "club.bookings"
    label = "bookings"
    verbose_name = "Réservations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.bookings import (
            animation,
            day,
            emails,
            first_visits,
            invitations,
            links,
            mine,
            personal_data_rows,
            reminders,
            retention,
        )
        from club.members.registry import Panel, register_panel
        from club.notifications.kinds import register_kind
        from club.notifications.periodic import register_job
        from club.telecentres.perms import works_for_network

        personal_data_rows.register_rows()
        links.register_links()
        template = "bookings/animation/panel.html"
        register_panel(
            Panel(
                "animation", "L’accueil de mes télécentres", template, animation.panel_of, order=5
            )
        )
        mine.register_panels()
        day.register()
        group = "Réservations"
        register_kind(emails.CONFIRMATION, label="Vos réservations", group=group, is_urgent=True)
        register_kind(emails.REMINDER, label="Rappels de la veille", group=group, is_urgent=True)
        register_kind(
            emails.REQUEST,
            label="Demandes à traiter dans vos télécentres",
            group=group,
            is_urgent=True,
            is_for=works_for_network,
        )
        day, minute = timedelta(days=1), timedelta(minutes=1)
        register_job("release_lapsed_bookings", first_visits.release_lapsed, every=minute)
        register_job("remind_bookings", reminders.remind_tomorrow, every=day, hour=reminders.HOUR)
        register_job(
            "invite_visitors", invitations.invite_visitors, every=day, hour=invitations.HOUR
        )
        register_job("forget_guests", retention.forget_guests, every=day, hour=3)
