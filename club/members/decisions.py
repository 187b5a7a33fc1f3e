"""What the staff may do with a membership, and in which states: one step each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from club.members.applications import approve, ask_question, refuse
from club.members.decision_forms import ConfirmForm, DatesForm, OptionalTextForm, TextForm
from club.members.memberships import (
    add_follow_up_note,
    is_renewable,
    lift_suspension,
    renew,
    suspend,
)
from club.members.models import Member
from club.users.models import User

State = Member.State
DECIDE, NOTE = "members.change_member", "members.add_followupnote"


@dataclass(frozen=True)
class Step:
    """`act(member, by, told)` calls the service; `told` is what the form gathered."""

    slug: str  # end of the address
    label: str  # of the button that leads there
    title: str
    text: str  # what will happen
    button: str
    done: str
    form: Callable[..., forms.Form]
    is_open: Callable[[Member], bool]
    act: Callable[[Member, User, dict[str, Any]], object]
    permission: str = DECIDE

    @property
    def name(self) -> str:
        return f"adherent_{self.slug}"


def _in(*states: str) -> Callable[[Member], bool]:
    return lambda member: member.state in states


def _text(label: str, form: type[TextForm] = TextForm) -> Callable[..., forms.Form]:
    return lambda *args, **kwargs: form(*args, label=label, **kwargs)


APPROVE = Step(
    slug="accepter",
    label="Accepter",
    title="Accepter la candidature",
    text="La personne en est informée par courriel, et l’espace du club lui est ouvert du premier "
    "au dernier jour.",
    button="Accepter la candidature",
    done="La candidature est acceptée.",
    form=DatesForm,
    is_open=_in(State.APPLICATION),
    act=lambda member, by, told: approve(member, by=by, **told),
)
QUESTION = Step(
    slug="question",
    label="Poser une question",
    title="Poser une question",
    text="La question part par courriel. La candidature attend la réponse, qui se lira dans son "
    "histoire.",
    button="Envoyer la question",
    done="La question est envoyée.",
    form=_text("Votre question"),
    is_open=_in(State.APPLICATION),
    act=lambda member, by, told: ask_question(member, by=by, text=told["text"]),
)
REFUSE = Step(
    slug="refuser",
    label="Refuser",
    title="Refuser la candidature",
    text="La personne reçoit le motif par courriel. Elle pourra faire une nouvelle demande.",
    button="Refuser la candidature",
    done="La candidature est refusée.",
    form=_text("Le motif, que la personne lira"),
    is_open=_in(State.APPLICATION),
    act=lambda member, by, told: refuse(member, by=by, reason=told["text"]),
)
RENEW = Step(
    slug="renouveler",
    label="Renouveler",
    title="Renouveler l’adhésion",
    text="Un an s’ajoute à la fin de l’adhésion, ou court à partir d’aujourd’hui si elle est "
    "arrivée à son terme. La personne en est informée par courriel.",
    button="Renouveler pour un an",
    done="L’adhésion est renouvelée.",
    form=ConfirmForm,
    is_open=is_renewable,
    act=lambda member, by, told: renew(member, by=by),
)
SUSPEND = Step(
    slug="suspendre",
    label="Suspendre",
    title="Suspendre l’adhésion",
    text="L’espace du club se ferme à la personne dès sa prochaine page. Ce qu’elle a écrit reste.",
    button="Suspendre l’adhésion",
    done="L’adhésion est suspendue.",
    form=_text("Le motif, que la personne lira"),
    is_open=_in(State.ACTIVE),
    act=lambda member, by, told: suspend(member, by=by, reason=told["text"]),
)
LIFT = Step(
    slug="lever",
    label="Lever la suspension",
    title="Lever la suspension",
    text="L’espace du club se rouvre à la personne, qui en est informée par courriel.",
    button="Lever la suspension",
    done="La suspension est levée.",
    form=_text("Un mot pour la personne", OptionalTextForm),
    is_open=_in(State.SUSPENDED),
    act=lambda member, by, told: lift_suspension(member, by=by, reason=told["text"]),
)
ADD_NOTE = Step(
    slug="note",
    label="Écrire une note",
    title="Écrire une note de suivi",
    text="La personne peut lire cette note, avec votre nom, sur la page de son adhésion.",
    button="Enregistrer la note",
    done="La note est enregistrée.",
    form=_text("Votre note"),
    is_open=lambda member: True,
    act=lambda member, by, told: add_follow_up_note(member, author=by, text=told["text"]),
    permission=NOTE,
)
STEPS = (APPROVE, QUESTION, REFUSE, RENEW, SUSPEND, LIFT, ADD_NOTE)


def steps_for(user: User, member: Member) -> list[Step]:
    """What this account may do with this member now; rights on the member are the caller's."""
    return [step for step in STEPS if step.is_open(member) and user.has_perm(step.permission)]
