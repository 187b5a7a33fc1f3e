"""Back office of the independents: importing a file, inviting one or many. Only a POST writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.members.independents import LABELS, Outcome, UnreadableFile
from club.members.independents_forms import FileForm
from club.members.independents_imports import confirm_import, send_file
from club.members.invitations import invite
from club.members.invited_visitors import remember_invitation
from club.members.models import IndependentsImport, Invitation
from club.members.perms import MEMBERSHIP_PAGE
from club.telecentres.perms import only_of

IMPORT = "members.add_invitation"
INVITE = "members.change_invitation"
INDEX = "independants_modeladmin_index"
PER_PAGE = 50
MARK = "\ufeff"  # by which Excel knows that accents are in UTF-8
EXAMPLE = ("Léa Vidal", "lea.vidal@exemple.fr", "Comptable", "", "", "Murat", "Murat")
TOLD = {
    Outcome.NEW: "nouvelle personne",
    Outcome.CHANGED: "déjà connue, mise à jour",
    Outcome.KNOWN: "déjà connue, rien à changer",
    Outcome.MEMBER: "déjà membre du club",
    Outcome.REFUSED: "a refusé ou n’a pas répondu\u202f: laissée de côté",
    Outcome.WRONG: "erreur",
}
State = IndependentsImport.State


def needs(permission: str) -> Callable[..., Any]:
    """Refuse who has not the permission."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):  # type: ignore[union-attr]
                raise PermissionDenied(f"Needs {permission}")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@needs(IMPORT)
def import_form(request: HttpRequest) -> HttpResponse:
    """Send a file: it is checked, and nothing is recorded yet."""
    user: Any = request.user
    form = FileForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            row = send_file(
                told["file"],
                name=told["file"].name,
                by=user,
                source=told["source"],
                telecentre=told["telecentre"],
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("independents_import", pk=row.pk)
    recent = IndependentsImport.objects.filter(by=user).defer("content", "preview", "refused")
    context = {"form": form, "recent": recent[:10]}
    return render(request, "members/back_office/import_form.html", context)


@require_safe
@needs(IMPORT)
def import_state(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file holds, line by line, then how far its import is, then what it gave."""
    row = _import_of(request, pk)
    context = {
        "row": row,
        "lines": [
            {
                "number": number,
                "name": name,
                "email": email,
                "outcome": TOLD[Outcome(outcome)],
                "is_wrong": outcome == Outcome.WRONG,
                "reasons": [
                    f"{column}\u202f: {message}"
                    for line, column, message in row.errors
                    if line == number
                ],
            }
            for number, name, email, outcome in row.preview
        ],
        "to_record": row.counts.get("created", 0) + row.counts.get("updated", 0),
    }
    return render(request, "members/back_office/import_state.html", context)


@require_POST
@needs(IMPORT)
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Import the file that was checked."""
    row = _import_of(request, pk)
    if not confirm_import(row):
        messages.warning(request, "Ce fichier n’est plus là. Envoyez-le à nouveau.")
    return redirect("independents_import", pk=pk)


@require_safe
@needs(IMPORT)
def import_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong lines with their reasons, to be mended and sent again."""
    row = _import_of(request, pk)
    if not row.refused:
        raise Http404
    return _csv(row.refused, "lignes-refusees.csv")


@require_safe
@needs(IMPORT)
def import_example(request: HttpRequest) -> HttpResponse:
    """A file to fill in."""
    heading = ";".join(label.capitalize() for label in LABELS.values())
    return _csv(f"{heading}\r\n{';'.join(EXAMPLE)}\r\n", "modele-independants.csv")


@require_POST
@needs(INVITE)
def invite_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to one person. Another centre's people do not exist."""
    invitation = get_object_or_404(_mine(request), pk=pk)
    if invite(invitation):
        messages.success(request, f"L’invitation à {invitation} est partie.")
    else:
        messages.info(request, "Cette personne est déjà invitée, ou a déjà répondu.")
    return redirect(INDEX)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(INVITE)
def invite_many(request: HttpRequest) -> HttpResponse:
    """Those who were never written to, the oldest first, with boxes."""
    waiting = _mine(request).filter(state=Invitation.State.IDENTIFIED).order_by("created_at", "pk")
    if request.method == "POST":
        # As many as one page shows, and no number longer than the database's.
        boxes = request.POST.getlist("invitation")[:PER_PAGE]
        chosen = [int(pk) for pk in boxes if re.fullmatch(r"[0-9]{1,18}", pk)]
        _invite(request, waiting.filter(pk__in=chosen) if chosen else None)
        return redirect("independents_invite_many")
    found = waiting.select_related("commune", "telecentre")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "members/back_office/invite_many.html", {"page_obj": page})


def _invite(request: HttpRequest, chosen: Any) -> None:
    if chosen is None:
        messages.warning(request, "Cochez au moins une personne.")
        return
    count = sum(invite(invitation) for invitation in chosen)
    if count:
        plural = "s" if count > 1 else ""
        verb = "sont parties" if count > 1 else "est partie"
        messages.success(request, f"{count} invitation{plural} {verb}.")
    else:
        messages.info(request, "Ces personnes sont déjà invitées, ou ont déjà répondu.")


@require_safe
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """From the link of an invitation to the application, through sign-up without an account.

    The one thing kept is the invitation, in the session, as what the person came for needs.
    """
    if not remember_invitation(request, token):
        raise Http404
    after = MEMBERSHIP_PAGE
    if not request.user.is_authenticated:
        after = f"{reverse('account_signup')}?next={MEMBERSHIP_PAGE}"
    response = redirect(after)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _mine(request: HttpRequest) -> Any:
    """The people of the centres this account looks after."""
    return only_of(request.user, Invitation.objects.all(), "telecentre")  # type: ignore[arg-type]


def _import_of(request: HttpRequest, pk: int) -> IndependentsImport:
    """A file that this person sent; anyone else's does not exist."""
    mine = IndependentsImport.objects.filter(by=request.user).defer("content")  # type: ignore[misc]
    return get_object_or_404(mine, pk=pk)


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(f"{MARK}{text}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


BASE = "independants"
urlpatterns = [
    path(f"{BASE}/importer/", import_form, name="independents_import_form"),
    path(f"{BASE}/importer/modele.csv", import_example, name="independents_import_example"),
    path(f"{BASE}/importer/<int:pk>/", import_state, name="independents_import"),
    path(f"{BASE}/importer/<int:pk>/confirmer/", import_confirm, name="independents_confirm"),
    path(f"{BASE}/importer/<int:pk>/refusees.csv", import_refused, name="independents_refused"),
    path(f"{BASE}/inviter/", invite_many, name="independents_invite_many"),
    path(f"{BASE}/<int:pk>/inviter/", invite_one, name="independents_invite"),
]
