"""Why a booking was not made, moved, cancelled or decided: each says it in French."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from club.telecentres.french import french_date

if TYPE_CHECKING:
    from club.bookings.alternatives import Alternative


class BookingRefused(Exception):
    """What was asked is not possible; `message` says why."""

    message = "Cette réservation n’est pas possible."

    def __str__(self) -> str:
        return self.message


class SpaceTaken(BookingRefused):
    """Someone has it. `alternatives`, the nearest first, are looked for when they are read."""

    message = "Cette place vient d’être prise."

    def __init__(self, find: Callable[[], list[Alternative]] = list) -> None:
        super().__init__()
        self._find = find

    @cached_property
    def alternatives(self) -> list[Alternative]:
        return self._find()

    @property
    def alternative(self) -> Alternative | None:
        """The nearest one, if there is any."""
        return self.alternatives[0] if self.alternatives else None


class SpaceRetired(BookingRefused):
    message = "Cet espace n’est plus en service."


class EndsBeforeStart(BookingRefused):
    message = "La fin doit suivre le début."


class InThePast(BookingRefused):
    message = "Ce créneau est passé\u202f: choisissez-en un à venir."


class NotBookable(BookingRefused):
    """Off the grid of slots: closed at that time, or a page that shows hours of former days."""

    message = (
        "Cet espace ne se réserve pas à ces heures\u202f: le télécentre est fermé, ou ses horaires "
        "ont changé."
    )


class TooShort(BookingRefused):
    message = "C’est plus court que la durée minimale de cet espace."


class TooLong(BookingRefused):
    message = "C’est plus long que la durée maximale de cet espace."


class TooLate(BookingRefused):
    """Within the notice."""

    def __init__(self, notice: timedelta) -> None:
        super().__init__()
        self.message = f"Cet espace se réserve au moins {in_french(notice)} à l’avance."


class TooEarly(BookingRefused):
    """Beyond the horizon."""

    def __init__(self, last: date) -> None:
        super().__init__()
        self.message = f"Cet espace se réserve pour l’instant jusqu’au {french_date(last)}."


class NotAllowed(BookingRefused):
    message = "Vous ne pouvez pas réserver cet espace vous-même\u202f: demandez à l’animateur."


class MembersOnly(NotAllowed):
    message = "Cet espace est réservé aux adhérents du club."


class MembershipEndsBefore(NotAllowed):
    def __init__(self, ends_on: date) -> None:
        super().__init__()
        self.ends_on = ends_on
        self.message = (
            f"Votre adhésion court jusqu’au {french_date(ends_on)}\u202f: renouvelez-la pour "
            "réserver après cette date."
        )


class AlreadyElsewhere(BookingRefused):
    message = "Vous avez déjà une réservation de ce genre au même moment."


class NotForOthers(NotAllowed):
    message = "Seul l’animateur du télécentre peut le faire."


class NoLongerStands(BookingRefused):
    message = "Cette réservation n’est plus en cours."


class AlreadyOver(BookingRefused):
    message = "Cette réservation est passée."


class NotPending(BookingRefused):
    message = "Cette demande a déjà reçu une réponse."


class ReasonMissing(BookingRefused):
    message = "Donnez un motif\u202f: la personne le lira."


class GuestUnnamed(BookingRefused):
    message = "Donnez le nom de la personne et son adresse électronique ou son téléphone."


class FormReused(BookingRefused):
    message = "Ce formulaire a déjà servi\u202f: rechargez la page."


class AlreadyAsked(BookingRefused):
    message = (
        "Une première visite attend déjà votre confirmation\u202f: ouvrez le lien que nous vous "
        "avons envoyé."
    )


class TooManyToConfirm(BookingRefused):
    message = (
        "Beaucoup de personnes demandent à venir en ce moment. Réessayez dans deux heures, ou "
        "appelez le télécentre."
    )


class TitleRefused(BookingRefused):
    message = "L’objet tient sur une ligne de 120 caractères."


def in_french(span: timedelta) -> str:
    """« 2 heures », « 3 jours », « 45 minutes »."""
    minutes = int(span.total_seconds() // 60)
    for size, one, many in ((1440, "jour", "jours"), (60, "heure", "heures")):
        if minutes % size == 0:
            count = minutes // size
            return f"{count}\u00a0{many if count > 1 else one}"
    return f"{minutes}\u00a0{'minutes' if minutes > 1 else 'minute'}"
