"""« Mon profil »: writing it, seeing it as others do, its photograph, keeping it fresh."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.members import profiles
from club.members.models import VISIBLE_FIELDS, Member, Skill
from club.members.perms import MEMBERSHIP_PAGE, active_member_required
from club.members.profile_forms import PhotoForm, ProfileForm
from club.members.querysets import CONFIRM_EVERY
from club.members.registry import sections_for
from club.members.skill_choice import add_skills, families_of
from club.members.skills import MAX_SKILLS, TooManySkills
from club.members.visibility import (
    Reader,
    SeenMember,
    as_seen_by,
    is_found_by,
    what_is_shown,
)
from club.telecentres.communes import commune_label
from club.telecentres.models import Commune
from club.telecentres.text import MAX_QUERY

READERS = {
    "visiteur": (Reader.VISITOR, "un visiteur"),
    "adherent": (Reader.CLUB, "un adhérent du club"),
}
NO_ROOM = "La photographie n’a pas pu être enregistrée. Réessayez dans un moment."


def with_own_profile(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the profile of the account; the network's staff may have none."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        member = Member.objects.active().for_cards().filter(user=request.user).first()
        if member is None:
            return redirect(MEMBERSHIP_PAGE)
        return view(request, member)

    return active_member_required(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_profile
def edit(request: HttpRequest, member: Member) -> HttpResponse:
    """/club/profil/"""
    form = ProfileForm(request.POST if request.method == "POST" else None, member=member)
    if request.method == "POST" and form.is_valid():
        before = _suggestions(member)
        try:
            saved = profiles.save_profile(member, **form.values())
        except ValidationError as error:  # a rule that the form does not know of
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Votre profil est enregistré, et confirmé pour douze mois.")
            _tell_suggestions(request, _suggestions(saved) - before)
            return redirect("profile:edit")
    confirmed = member.last_confirmed_at
    context = {
        "form": form,
        "member": member,
        "public_facts": _facts(what_is_shown(member, Reader.VISITOR)),
        "is_due": confirmed is None or confirmed <= timezone.now() - CONFIRM_EVERY,
        "is_found": is_found_by(member, Reader.CLUB),
        "communes": [commune_label(one) for one in Commune.objects.of_the_cantal()],
        "known_skills": Skill.objects.approved().values_list("name", flat=True),
        "max_skills": MAX_SKILLS,
    }
    return render(request, "members/profile/edit.html", context)


def _suggestions(member: Member) -> set[str]:
    waiting = Skill.objects.suggested().filter(uses__content_object=member)
    return set(waiting.values_list("name", flat=True))


def _tell_suggestions(request: HttpRequest, names: set[str]) -> None:
    if not names:
        return
    told = ", ".join(f"«\u202f{name}\u202f»" for name in sorted(names))
    one = len(names) == 1
    what = "cette compétence est nouvelle" if one else "ces compétences sont nouvelles"
    them = "la" if one else "les"
    text = f"{what}. L’équipe va {them} relire\u202f; d’ici là, personne d’autre ne {them} voit."
    messages.info(request, f"{told}\u202f: {text}")


def _facts(seen: SeenMember) -> list[str]:
    """The labels of what is shown and not empty, to be told before one opts in."""
    return [
        str(Member._meta.get_field(name).verbose_name)
        for name in VISIBLE_FIELDS
        if getattr(seen, name)
    ]


@require_safe
@with_own_profile
def preview(request: HttpRequest, member: Member) -> HttpResponse:
    """/club/profil/apercu/?comme=visiteur or adherent"""
    asked = request.GET.get("comme", "")
    key = asked if asked in READERS else "visiteur"
    reader, label = READERS[key]
    context = {
        "seen": what_is_shown(member, reader),
        "sections": sections_for(member, reader),
        "reader": key,
        "reader_label": label,
        "is_found": is_found_by(member, reader),
        "in_catalogue": member.is_in_public_catalogue,
    }
    return render(request, "members/profile/preview.html", context)


@require_POST
@with_own_profile
def confirm(request: HttpRequest, member: Member) -> HttpResponse:
    """« Mon profil est à jour »."""
    profiles.confirm_profile(member)
    messages.success(request, "Merci\u202f! Votre profil est confirmé pour douze mois.")
    return redirect("profile:edit")


@require_safe
@with_own_profile
def skills(request: HttpRequest, member: Member) -> HttpResponse:
    """The skills of the list, by family, or those that answer `q`."""
    text = request.GET.get("q", "")[:MAX_QUERY]
    context = {
        "text": text,
        "families": families_of(text),
        "own": {use.tag_id for use in member.tagged_skills.all()},
        "max_skills": MAX_SKILLS,
    }
    return render(request, "members/profile/skills.html", context)


@require_POST
@with_own_profile
def add_from_list(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the member the skills ticked in the list, beside those they have."""
    try:
        added = add_skills(member, request.POST.getlist("skill"))
    except TooManySkills as refusal:
        messages.error(request, refusal.message)
        return redirect("profile:skills")
    if not added:
        messages.info(request, "Rien de nouveau\u202f: cochez les compétences à ajouter.")
        return redirect("profile:skills")
    messages.success(request, f"Ajouté à votre profil\u202f: {', '.join(added)}.")
    return redirect("profile:edit")


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_profile
def photo(request: HttpRequest, member: Member) -> HttpResponse:
    """Give or change one's photograph."""
    is_sent = request.method == "POST"
    form = PhotoForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            profiles.set_photo(member, form.cleaned_data["photo"])
        except ValidationError as error:
            form.add_error("photo", error)
        except OSError:
            form.add_error("photo", NO_ROOM)
        else:
            messages.success(request, "Votre photographie est enregistrée.")
            return redirect("profile:edit")
    return render(request, "members/profile/photo.html", {"form": form, "member": member})


@require_POST
@with_own_profile
def photo_remove(request: HttpRequest, member: Member) -> HttpResponse:
    """Take one's photograph away."""
    profiles.remove_photo(member)
    messages.success(request, "Votre photographie est retirée.")
    return redirect("profile:edit")


@require_safe
def photo_file(request: HttpRequest, pk: int) -> FileResponse:
    """The photograph of a member, for whoever may see it; to anyone else it does not exist."""
    members: Any = Member.objects.for_cards()
    seen = as_seen_by(get_object_or_404(members, pk=pk), request.user)
    if seen is None or not seen.photo:
        raise Http404("No photograph to see.")
    try:
        file = default_storage.open(seen.photo)
    except OSError as error:
        raise Http404("The file is gone.") from error
    response = FileResponse(file, content_type="image/webp", filename=f"photo-{pk}.webp")
    # It may be hidden or withdrawn at any moment, and depends on who asks.
    response["Cache-Control"] = "private, no-store"
    return response
