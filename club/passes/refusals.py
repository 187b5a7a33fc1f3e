"""Why a unit was not used, given back or corrected: each says it in French."""

from __future__ import annotations


class PassRefused(Exception):
    """What was asked is not possible; `message` says why."""

    message = "Ce pass ne le permet pas."

    def __str__(self) -> str:
        return self.message


class NoPass(PassRefused):
    message = "Cette personne n’a pas de pass."


class PassExpired(PassRefused):
    """There was a pass, or there will be one, but none that day."""

    message = "Aucun pass ne court ce jour-là."


class NoUnitsLeft(PassRefused):
    message = "Il ne reste pas assez d’unités sur le pass."


class TooLateToRefund(PassRefused):
    def __init__(self, hours: int) -> None:
        super().__init__()
        self.message = f"Les unités sont rendues jusqu’à {hours}\u00a0heures avant le début."


class BelowZero(PassRefused):
    def __init__(self, left: int) -> None:
        super().__init__()
        self.message = f"On ne peut retirer plus que ce qui reste\u202f: {left}."


class CommentMissing(PassRefused):
    message = "Dites pourquoi\u202f: le titulaire du pass le lira."


class CommentTooLong(PassRefused):
    message = "Le commentaire tient sur une ligne de 200 caractères."


class NothingToCorrect(PassRefused):
    message = "Donnez un nombre d’unités, autre que zéro."


class NotForYou(PassRefused):
    message = "Seule l’équipe du réseau peut le faire."


class AlreadyGiven(PassRefused):
    message = "Cette personne a déjà eu ce pass offert."


class TrialOver(PassRefused):
    message = "La journée d’essai est pour une première découverte\u202f: vous avez déjà un pass."


class NotForTeams(PassRefused):
    message = "Cette formule est pour une personne."


class ForTeamsOnly(PassRefused):
    message = "Cette formule est pour l’équipe d’une organisation."


class OverlappingValidity(PassRefused):
    message = (
        "Une autre ligne vaut déjà à ces dates pour la même chose\u202f: donnez-lui d’abord une "
        "fin."
    )


class NoPrice(PassRefused):
    message = "Aucun prix n’est en vigueur pour cette formule."
