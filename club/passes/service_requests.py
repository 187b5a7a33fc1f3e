"""Asking for a service of the common package, and answering. One transaction each."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from club.members.perms import is_active_member, may_decide_for
from club.passes import service_news
from club.passes.models import ServiceRequest
from club.telecentres.models import ServiceOffer, SharedService, Telecentre
from club.users.models import User

State = ServiceRequest.State
MAX_TEXT = 1000


class ServiceRefused(Exception):
    """Nothing was written; `message` says why in French."""

    message = "Cette demande n’est pas possible."

    def __str__(self) -> str:
        return self.message


class NotOffered(ServiceRefused):
    message = "Ce télécentre n’assure pas encore ce service\u202f: rien n’a été envoyé."


class MembersOnly(ServiceRefused):
    message = "Seuls les adhérents demandent un service du bouquet."


class TextTooLong(ServiceRefused):
    message = f"Écrivez {MAX_TEXT} caractères au plus."


class NotYours(ServiceRefused):
    message = "Seul l’animateur du télécentre peut répondre."


class AnswerMissing(ServiceRefused):
    message = "Dites pourquoi ce n’est pas possible\u202f: la personne le lira."


class AlreadyAnswered(ServiceRefused):
    message = "Cette demande a déjà reçu une réponse."


@transaction.atomic
def ask_service(
    service: SharedService, *, telecentre: Telecentre, user: User, text: str, form_token: str
) -> ServiceRequest:
    """Ask the animateurs of a centre for a service that it offers.

    The same form sent again, or a request for the same service that still waits, gives that one.
    Raises MembersOnly, NotOffered, TextTooLong.
    """
    told = text.strip()
    if len(told) > MAX_TEXT:
        raise TextTooLong
    if not is_active_member(user):
        raise MembersOnly
    if not _is_offered(service, telecentre):
        raise NotOffered
    # The requests of one person are written one after the other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = ServiceRequest.objects.filter(form_token=form_token, user=user).first() or (
        ServiceRequest.objects.filter(
            user=user, telecentre=telecentre, service=service, state__in=ServiceRequest.WAITING
        ).first()
    )
    if known is not None:
        return known
    try:
        with transaction.atomic():
            request = ServiceRequest.objects.create(
                user=user,
                telecentre=telecentre,
                service=service,
                text=told,
                form_token=form_token,
            )
    except IntegrityError as error:  # the token of someone else's form
        raise ServiceRefused from error
    service_news.asked(request)
    return request


@transaction.atomic
def answer_request(
    request: ServiceRequest, *, by: User, state: str, answer: str = ""
) -> ServiceRequest:
    """Say that a request is taken in hand, done or declined (with a reason), and tell its person.

    The same answer twice tells once. Raises NotYours, AnswerMissing, AlreadyAnswered.
    """
    locked = _lock(request)
    if not may_decide_for(by, locked.telecentre):
        raise NotYours
    told = answer.strip()[:MAX_TEXT]
    if state not in (State.TAKEN, State.DONE, State.DECLINED):
        raise ServiceRefused
    if locked.state == state:
        return locked
    if not locked.is_waiting:
        raise AlreadyAnswered
    if state == State.DECLINED and not told:
        raise AnswerMissing
    locked.state, locked.answer, locked.handled_by = State(state), told, by
    locked.save()
    service_news.answered(locked)
    return locked


@transaction.atomic
def withdraw_request(request: ServiceRequest, *, by: User) -> ServiceRequest:
    """Its person needs it no more. Raises NotYours, AlreadyAnswered."""
    locked = _lock(request)
    if locked.user_id != by.pk:
        raise NotYours
    if locked.state == State.WITHDRAWN:
        return locked
    if not locked.is_waiting:
        raise AlreadyAnswered
    locked.state = State.WITHDRAWN
    locked.save()
    return locked


def _lock(request: ServiceRequest) -> ServiceRequest:
    rows = ServiceRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("telecentre", "service", "user").get(pk=request.pk)


def _is_offered(service: SharedService, telecentre: Telecentre) -> bool:
    offers = ServiceOffer.objects.filter(service=service, telecentre=telecentre)
    return (
        service.is_active
        and service.can_be_requested
        and telecentre.is_active
        and offers.exclude(state=ServiceOffer.State.NOT_YET).exists()
    )
