"""« Votre adhésion »: one page for every state of a membership, and what may be done in each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.members import applications, memberships
from club.members.adhesion import (
    MAY_APPLY,
    QUESTIONED,
    carried_answers,
    documents_to_read,
    facts_of,
    first_answers,
    known_skills,
    may_resign,
    member_of,
    standing_of,
)
from club.members.adhesion_forms import AnswerForm, ApplicationForm, DocumentsForm, ResignForm
from club.members.documents import accept_documents, pending_documents
from club.members.history import MembershipRefusal, NotActive
from club.members.invited_visitors import accept_for, prefill_for
from club.members.models import Member
from club.telecentres.french import french_date
from club.users.models import User

PAGE = "adhesion:page"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adhesion(request: HttpRequest) -> HttpResponse:
    """Where the person stands; whoever may apply does it here."""
    user: Any = request.user
    member = member_of(user)
    if request.method != "POST":
        return _page(request, member)
    if standing_of(member) not in MAY_APPLY:
        # The same form sent twice, most often.
        messages.info(request, "Votre demande est déjà enregistrée\u202f: voici où elle en est.")
        return redirect(PAGE)
    form = ApplicationForm(request.POST, documents=pending_documents(user))
    if form.is_valid() and _applied(form, user, member, prefill_for(request)):
        accept_for(request)
        messages.success(request, "Votre demande est envoyée. Nous vous répondons par courriel.")
        return redirect(PAGE)
    return _page(request, member, application_form=form)


def _applied(
    form: ApplicationForm, user: User, member: Member | None, invited: dict[str, Any]
) -> bool:
    """Write the application; what the service refuses is told on the form."""
    told = {name: form.cleaned_data[name] for name in form.base_fields}
    try:
        applications.apply(
            user, accepted=form.documents, **told, **carried_answers(member, invited)
        )
    except MembershipRefusal as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


@login_required
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The applicant answers a question."""
    user: Any = request.user
    member = member_of(user)
    if member is None or standing_of(member) != QUESTIONED:
        messages.info(request, "Aucune question n’attend votre réponse.")
        return redirect(PAGE)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, member, answer_form=form)
    try:
        applications.answer_question(member, text=form.cleaned_data["text"])
    except MembershipRefusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Votre réponse est envoyée.")
    return redirect(PAGE)


@login_required
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the new versions of the documents."""
    user: Any = request.user
    form = DocumentsForm(request.POST, documents=pending_documents(user))
    if not form.is_valid():
        return _page(request, member_of(user), documents_form=form)
    accept_documents(user, form.documents)
    messages.success(request, "Les documents du club sont acceptés.")
    return redirect(PAGE)


@login_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Add a year, once the documents in force are accepted."""
    user: Any = request.user
    member = member_of(user)
    if member is None:
        messages.error(request, NotActive.message)
        return redirect(PAGE)
    form = DocumentsForm(request.POST, documents=pending_documents(user))
    if not form.is_valid():
        return _page(request, member, documents_form=form)
    try:
        with transaction.atomic():
            accept_documents(user, form.documents)
            renewed = memberships.renew(member, by=user)
    except MembershipRefusal as refusal:
        messages.error(request, refusal.message)
    else:
        end = french_date(renewed.ends_on) if renewed.ends_on else ""
        messages.success(request, f"Votre adhésion court jusqu’au {end} inclus.")
    return redirect(PAGE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resign(request: HttpRequest) -> HttpResponse:
    """Say what leaving means, then do it."""
    user: Any = request.user
    member = member_of(user)
    if member is None or not may_resign(member):
        messages.info(request, "Vous n’avez pas d’adhésion à quitter.")
        return redirect(PAGE)
    form = ResignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            memberships.resign(member, reason=form.cleaned_data["reason"])
        except MembershipRefusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Votre départ est enregistré.")
        return redirect(PAGE)
    context = {"form": form, "member": member, "standing": standing_of(member)}
    return render(request, "members/adhesion/resign.html", context)


@login_required
@require_safe
def document(request: HttpRequest, kind: str, version: int | None = None) -> HttpResponse:
    """A document in full: the version in force, or the one named."""
    versions = documents_to_read().filter(kind=kind).order_by("-version")
    wanted = versions if version is None else versions.filter(version=version)
    found = wanted.first()
    if found is None:
        raise Http404
    newest = versions.first()
    acceptance = found.acceptances.filter(user=request.user).first()
    context = {"document": found, "newest": newest, "acceptance": acceptance}
    return render(request, "members/adhesion/document.html", context)


def _page(
    request: HttpRequest,
    member: Member | None,
    *,
    application_form: ApplicationForm | None = None,
    answer_form: AnswerForm | None = None,
    documents_form: DocumentsForm | None = None,
) -> HttpResponse:
    """The page, with the forms that the standing calls for; one that was filled in is kept."""
    user: Any = request.user
    context = facts_of(user, member)
    standing = context["standing"]
    if standing in MAY_APPLY:
        context["application_form"] = application_form or ApplicationForm(
            documents=pending_documents(user), initial=first_answers(member, prefill_for(request))
        )
        context["known_skills"] = known_skills()
    elif standing == QUESTIONED:
        context["answer_form"] = answer_form or AnswerForm()
    elif standing in (Member.State.ACTIVE, Member.State.EXPIRED, "upcoming"):
        context["documents_form"] = documents_form or DocumentsForm(
            documents=pending_documents(user)
        )
    return render(request, "members/adhesion/page.html", context)
