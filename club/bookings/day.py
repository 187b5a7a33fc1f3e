"""What series, waiting lists, closures and the day declare, from `AppConfig.ready()`."""

from datetime import timedelta

from club.bookings import (
    assigned_desks,
    check_in,
    closure_effects,
    closures,
    day_emails,
    day_links,
    day_personal_data,
    no_shows,
    retention,
    series,
    sheet_mail,
    waiting_offers,
)
from club.bookings.claims import when_given_back
from club.notifications.kinds import register_kind
from club.notifications.periodic import register_job
from club.telecentres import registry
from club.telecentres.perms import works_for_network

GROUP = "Réservations"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def register() -> None:
    """Personal data, links, kinds of news, jobs, what follows a closure or a place given back."""
    day_personal_data.register_rows()
    day_links.register_links()
    for key, label in (
        (day_emails.SERIES, "Vos séries et votre poste"),
        (day_emails.WAITING, "Listes d’attente"),
        (day_emails.CLOSURE, "Fermetures qui touchent vos réservations"),
        (day_emails.PRESENCE, "«\u202fVous venez\u202f?\u202f», le jour même"),
    ):
        register_kind(key, label=label, group=GROUP, is_urgent=True)
    register_kind(
        sheet_mail.SHEET,
        label="La feuille du jour de vos télécentres",
        group=GROUP,
        is_urgent=True,
        is_for=works_for_network,
    )
    when_given_back(waiting_offers.offer_given_back)
    registry.register("closed", closures.follow_closing)
    registry.register_affected(closure_effects.affected)
    register_job("pass_on_offers", waiting_offers.pass_on, every=MINUTE)
    register_job("repair_closures", closures.repair_and_tell, every=MINUTE)
    register_job("ask_who_comes", no_shows.ask_who_comes, every=MINUTE)
    register_job("note_absences", no_shows.note_absences, every=HOUR)
    register_job("book_awaited_dates", series.book_awaited, every=DAY, hour=5)
    register_job("hold_assigned_days", assigned_desks.hold_assigned_days, every=DAY, hour=5)
    register_job("send_day_sheets", sheet_mail.send_day_sheets, every=DAY, hour=sheet_mail.HOUR)
    register_job("forget_the_day", retention.forget_the_day, every=DAY, hour=3)
    register_job("purge_guesses", check_in.purge_guesses, every=DAY, hour=3)
