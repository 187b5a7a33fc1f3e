"""Back office: one skill, what is decided of it, and its merge into another."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from club.members import skills
from club.members.models import Skill, TaggedSkill
from club.members.skill_choice import matching_skills
from club.members.skill_forms import SkillForm, SynonymForm
from club.notifications.trial_views import needs
from club.telecentres.text import MAX_QUERY

READ = "members.view_skill"
DECIDE = "members.change_skill"
LIST = "competences_modeladmin_index"
MAX_TARGETS = 30
Refusal = (skills.AlreadyMerged, skills.NotSuggested, skills.SameSkill)


@require_safe
@needs(READ)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A skill, its names and its members; with what may be decided."""
    return _page(request, _skill(pk))


@require_POST
@needs(DECIDE)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a suggestion on the list, or change the name and the family of a skill."""
    skill, form = _skill(pk), SkillForm(request.POST)
    if not form.is_valid():
        return _page(request, skill, form=form)
    was_suggested = skill.state == Skill.State.SUGGESTED
    try:
        saved = skills.approve_skill(skill, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("name", error.messages)
        return _page(request, _skill(pk), form=form)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        done = "est dans la liste" if was_suggested else "est enregistrée"
        messages.success(request, f"«\u202f{saved.name}\u202f» {done}.")
    return redirect("skill_detail", pk=pk)


@require_POST
@needs(DECIDE)
def add_synonym(request: HttpRequest, pk: int) -> HttpResponse:
    """Another way to say a skill."""
    skill, form = _skill(pk), SynonymForm(request.POST)
    if skill.state == Skill.State.MERGED:
        messages.error(request, skills.AlreadyMerged.message)
        return redirect("skill_detail", pk=pk)
    if form.is_valid():
        try:
            known = skills.add_synonym(skill, name=form.cleaned_data["synonym"])
        except ValidationError as error:
            form.add_error("synonym", error)
        else:
            messages.success(request, f"«\u202f{known}\u202f» mène à «\u202f{skill}\u202f».")
            return redirect("skill_detail", pk=pk)
    return _page(request, skill, synonym_form=form)


@require_POST
@needs(DECIDE)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a suggestion away. Already gone: it is done."""
    skill = Skill.objects.filter(pk=pk).first()
    try:
        if skill is not None:
            skills.refuse_skill(skill)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("skill_detail", pk=pk)
    messages.success(request, "La proposition est retirée.")
    return redirect(LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DECIDE)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the skill that stays, read what it changes, then merge."""
    skill = _skill(pk)
    if request.method == "POST":
        return _merge(request, skill)
    if skill.state == Skill.State.MERGED:
        messages.error(request, skills.AlreadyMerged.message)
        return redirect("skill_detail", pk=pk)
    text = request.GET.get("q", "")[:MAX_QUERY]
    target = _target(request.GET.get("dans", ""))
    found = [one for one in matching_skills(text) if one.pk != pk] if text.strip() else []
    context = {
        "skill": skill,
        "text": text,
        "found": found[:MAX_TARGETS],
        "target": target,
        "preview": _preview(skill, target) if target and target.pk != pk else None,
        "names": Skill.objects.approved().exclude(pk=pk).values_list("name", flat=True),
    }
    return render(request, "members/back_office/skill_merge.html", context)


def _merge(request: HttpRequest, skill: Skill) -> HttpResponse:
    target = _target(request.POST.get("dans", ""))
    if target is None:
        messages.error(request, "Choisissez la compétence qui reste.")
        return redirect("skill_merge", pk=skill.pk)
    try:
        kept = skills.merge_skills(skill, into=target)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("skill_merge", pk=skill.pk)
    messages.success(
        request, f"«\u202f{skill}\u202f» ne fait plus qu’un avec «\u202f{kept}\u202f»."
    )
    return redirect("skill_detail", pk=kept.pk)


def _target(number: str) -> Skill | None:
    """An approved skill: a suggestion is decided upon first."""
    if not re.fullmatch(r"[0-9]{1,18}", number):
        return None
    return Skill.objects.approved().filter(pk=number).first()


def _preview(skill: Skill, target: Skill) -> dict[str, Any]:
    """How many members it concerns. Two queries."""
    uses = TaggedSkill.objects.filter(tag__in=(skill, target))
    held: dict[int, set[int]] = {skill.pk: set(), target.pk: set()}
    for tag, member in uses.values_list("tag_id", "content_object_id"):
        held[tag].add(member)
    return {
        "moved": len(held[skill.pk]),
        "both": len(held[skill.pk] & held[target.pk]),
        "total": len(held[skill.pk] | held[target.pk]),
        "names": [synonym.name for synonym in skill.synonyms.all()],
    }


def _skill(pk: int) -> Skill:
    known: Any = Skill.objects.select_related("merged_into", "suggested_by")
    skill: Skill = get_object_or_404(known, pk=pk)
    return skill


def _page(request: HttpRequest, skill: Skill, **forms: Any) -> HttpResponse:
    context = {
        "skill": skill,
        "synonyms": [one.name for one in skill.synonyms.all() if one.name != skill.name],
        "uses_count": skill.uses.count(),
        "can_decide": request.user.has_perm(DECIDE),  # type: ignore[union-attr]
        "form": SkillForm(initial={"name": skill.name, "family": skill.family}),
        "synonym_form": SynonymForm(),
    }
    return render(request, "members/back_office/skill_detail.html", context | forms)


urlpatterns = [
    path("competences/<int:pk>/", detail, name="skill_detail"),
    path("competences/<int:pk>/approuver/", approve, name="skill_approve"),
    path("competences/<int:pk>/appellation/", add_synonym, name="skill_synonym"),
    path("competences/<int:pk>/refuser/", refuse, name="skill_refuse"),
    path("competences/<int:pk>/fusionner/", merge, name="skill_merge"),
]
