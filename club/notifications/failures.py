"""Why a mail did not leave: a line to keep, and what it means in plain French."""

from __future__ import annotations

import re
from smtplib import SMTPRecipientsRefused, SMTPResponseException

LONGEST = 300  # characters, as the column of the outbox

_REFUSED = "Le serveur de courrier refuse la connexion : est-il démarré, et le port est-il le bon ?"
_SILENT = "Le serveur de courrier ne répond pas à temps : est-il joignable depuis cette machine ?"
_UNKNOWN = "Le nom du serveur de courrier est inconnu : vérifiez comment il est écrit."
_TLS = (
    "La liaison chiffrée (TLS) avec le serveur de courrier a échoué : vérifiez le port, le "
    "chiffrement choisi et le certificat du serveur."
)
_LOGIN = "Le serveur de courrier refuse l’identifiant ou le mot de passe du site."
_RECIPIENT = "Le serveur de courrier refuse l’adresse du destinataire."
_SENDER = "Le serveur de courrier refuse l’adresse de l’expéditeur."
_CONTENT = "Le serveur de courrier refuse le message."
_GREETING = "Le serveur de courrier refuse d’ouvrir la conversation."
_CUT = "Le serveur de courrier a coupé la liaison."
_LATER = " Il demande de réessayer plus tard : le site le fait."
_OTHER = "L’envoi a échoué pour une raison qui n’est pas prévue ici."

# In this order: the first that is found in the line.
_MEANINGS = (
    ("timed out", _SILENT),
    ("TimeoutError", _SILENT),
    ("No route to host", _SILENT),
    ("unreachable", _SILENT),
    ("ConnectionRefusedError", _REFUSED),
    ("gaierror", _UNKNOWN),
    ("SSL", _TLS),
    ("STARTTLS", _TLS),
    ("SMTPAuthenticationError", _LOGIN),
    ("AUTH extension", _LOGIN),
    ("SMTPRecipientsRefused", _RECIPIENT),
    ("SMTPSenderRefused", _SENDER),
    ("SMTPDataError", _CONTENT),
    ("SMTPConnectError", _GREETING),
    ("SMTPHeloError", _GREETING),
    ("SMTPServerDisconnected", _CUT),
    ("ConnectionResetError", _CUT),
    ("BrokenPipeError", _CUT),
)


def told(error: Exception) -> str:
    """« Kind: words », with the mail server's code and own words when it said something."""
    words = str(error)
    if isinstance(error, SMTPRecipientsRefused):
        words = "; ".join(_answer(*answer) for answer in error.recipients.values())
    elif isinstance(error, SMTPResponseException):
        words = _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {words}"[:LONGEST]


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def explain(line: str) -> str:
    """What a line written by `told` means; empty for an empty line."""
    if not line:
        return ""
    meaning = next((meaning for sign, meaning in _MEANINGS if sign in line), _OTHER)
    return meaning + (_LATER if re.search(r": 4\d\d ", line) else "")


def words_of(line: str) -> str:
    """The words themselves, without their kind."""
    return line.partition(": ")[2] or line
