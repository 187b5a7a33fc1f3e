"""Why a series, a waiting list, a closure, a check-in or an assigned desk said no, in French."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from club.bookings.refusals import BookingRefused
from club.bookings.wording import french_span
from club.telecentres.french import french_date

if TYPE_CHECKING:
    from club.bookings.alternatives import Alternative


class TooManyDates(BookingRefused):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.message = (
            f"Une série compte {most} dates au plus\u202f: choisissez une fin plus proche."
        )


class NoDate(BookingRefused):
    message = "Aucune date ne peut être réservée avec ce rythme."


class PatternRefused(BookingRefused):
    message = "Ce rythme n’est pas possible\u202f: vérifiez les jours, les heures et la fin."


class NotInSeries(BookingRefused):
    message = "Cette date ne fait pas partie de la série."


class DatesOutOfOrder(BookingRefused):
    message = "La fin doit suivre le début."


class AlreadyWaiting(BookingRefused):
    message = "Vous attendez déjà cette place\u202f: nous vous écrirons si elle se libère."


class PlacesLeft(BookingRefused):
    message = "Il reste une place libre à ce moment\u202f: réservez-la sans attendre."


class TooLateToWait(BookingRefused):
    message = "Ce créneau commence dans moins de deux heures\u202f: appelez le télécentre."


class WaitingRefused(BookingRefused):
    message = "Cette attente n’est pas possible\u202f: vérifiez le moment et la distance."


class OfferExpired(BookingRefused):
    message = (
        "Cette place vous a été gardée jusqu’à l’heure dite\u202f; elle est maintenant proposée à "
        "la personne suivante. Vous pouvez attendre de nouveau."
    )


class NothingOffered(BookingRefused):
    message = "Aucune place ne vous est proposée en ce moment."


class PlaceAccepted(BookingRefused):
    message = (
        "Vous avez accepté cette place\u202f: pour la rendre, annulez la réservation depuis son "
        "courriel de confirmation."
    )


class ClosureOver(BookingRefused):
    message = "Cette fermeture est déjà terminée."


class ClosureRefused(BookingRefused):
    """The dates, the reason or the message cannot be kept; `message` says which."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


class NoAlternative(BookingRefused):
    message = (
        "La place proposée n’est plus libre, et nous n’en trouvons pas d’autre. Choisissez un "
        "autre moment sur le site."
    )


class OtherTaken(BookingRefused):
    """The place proposed went to someone else; `alternative` is the next best, if there is any."""

    def __init__(self, alternative: Alternative | None) -> None:
        super().__init__()
        self.alternative = alternative
        self.message = "La place proposée vient d’être prise. Choisissez-en une autre sur le site."
        if alternative:
            where = f"{alternative.space.name}, {alternative.space.telecentre.name}"
            when = french_span(alternative.starts_at, alternative.ends_at)
            self.message = (
                f"La place proposée vient d’être prise. Vous pouvez encore réserver\u202f: "
                f"{where}, {when}."
            )


class UnknownDesk(BookingRefused):
    message = "Ce code n’est plus valable\u202f: demandez à l’animateur, ou tapez le code du jour."


class DeskRetired(UnknownDesk):
    message = "Ce poste n’est plus en service\u202f: demandez une autre place à l’animateur."


class NothingBookedHere(BookingRefused):
    message = "Vous n’avez pas de réservation dans ce télécentre aujourd’hui."


class AnotherCentre(NothingBookedHere):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.message = (
            f"Votre réservation d’aujourd’hui est dans un autre télécentre\u202f: {name}."
        )


class AnotherDay(NothingBookedHere):
    def __init__(self, day: date) -> None:
        super().__init__()
        self.message = (
            f"Votre réservation est pour le {french_date(day)}\u202f: revenez ce jour-là."
        )


class AnotherDesk(NothingBookedHere):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.message = f"Vous avez réservé une autre place\u202f: {name}."


class TooSoon(BookingRefused):
    message = "C’est trop tôt\u202f: signalez votre arrivée à partir d’une demi-heure avant."


class WrongCode(BookingRefused):
    message = (
        "Ce n’est pas le code du jour\u202f: il est affiché à l’entrée, et change chaque jour."
    )


class TooManyGuesses(BookingRefused):
    message = "Trop de codes faux de suite\u202f: attendez un quart d’heure, ou voyez l’animateur."


class NotThatHalfDay(BookingRefused):
    message = "Cette réservation n’est pas de cette demi-journée."


class HalfDayGone(BookingRefused):
    message = "Cette demi-journée est passée\u202f: il n’y a plus rien à rendre."


class AlreadyPresent(BookingRefused):
    message = "Votre présence est déjà notée\u202f: votre place reste la vôtre."


class DeskAssigned(BookingRefused):
    message = "Ce poste est déjà attribué à quelqu’un sur ces dates."


class NotADesk(BookingRefused):
    message = "Seul un poste ou un bureau peut être attribué."
