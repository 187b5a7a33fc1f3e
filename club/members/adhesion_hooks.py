"""Back office of the memberships: those to decide upon, and everyone of one's centres."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from laces.components import Component
from wagtail import hooks
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.views import IndexView, InspectView

from club.members import decision_views
from club.members.adhesion import accepted_by
from club.members.decisions import DECIDE, steps_for
from club.members.models import Member
from club.members.perms import members_decided_by
from club.telecentres.exports import SafeExport
from club.users.wagtail_hooks import ReadOnlyAdmin, ReadOnlyPermissionHelper

State = Member.State


class MemberPermissionHelper(ReadOnlyPermissionHelper):
    """Nobody deletes a membership here: people leave, or erase their account."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class MemberButtons(ButtonHelper):
    """« Lire » in the lists; on the page of a member, the steps that are open."""

    def get_buttons_for_obj(
        self, obj: Member, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        if "inspect" not in (exclude or ()):
            url = reverse(decision_views.MEMBER_PAGE, args=[obj.pk])
            return [self._link("Lire", url, obj, "button-secondary")]
        return [
            self._link(step.label, reverse(step.name, args=[obj.pk]), obj)
            for step in steps_for(self.request.user, obj)
        ]

    def _link(self, label: str, url: str, obj: Member, *css: str) -> dict[str, Any]:
        classname = self.finalise_classname(["button-small", *css])
        return {
            "label": label,
            "url": url,
            "title": f"{label}\u202f: {obj}",
            "classname": classname,
        }


class ChoiceFilter(SimpleListFilter):
    """A filter whose choices are conditions: value → (label, condition)."""

    def choices_by_value(self) -> dict[str, tuple[str, Q]]:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.choices_by_value().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.choices_by_value().get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class WaitingFilter(ChoiceFilter):
    title = "état"
    parameter_name = "etat"

    def choices_by_value(self) -> dict[str, tuple[str, Q]]:
        return {
            "a-decider": ("à décider", Q(awaits_answer=False)),
            "question": ("attend une réponse", Q(awaits_answer=True)),
        }


class EndFilter(ChoiceFilter):
    title = "fin de l’adhésion"
    parameter_name = "fin"

    def choices_by_value(self) -> dict[str, tuple[str, Q]]:
        today = timezone.localdate()
        return {
            "30": ("dans les 30 jours", _ends_within(today, 30)),
            "60": ("dans les 60 jours", _ends_within(today, 60)),
            "passee": ("passée", Q(ends_on__lt=today)),
        }


def _ends_within(today: Any, days: int) -> Q:
    return Q(state=State.ACTIVE, ends_on__range=(today, today + timedelta(days=days)))


class ExportView(SafeExport, IndexView):
    """A list whose exports are safe to open."""


class ApplicationsView(ExportView):
    page_title = "Candidatures"


class MemberView(InspectView):
    """The whole of a membership: what was asked, decided, accepted and noted."""

    page_title = "Adhésion"

    def get_meta_title(self) -> str:
        return f"Adhésion\u202f: {self.instance}"

    def get_fields_dict(self) -> list[dict[str, Any]]:
        return []  # the template names them, by what they are for

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.instance
        return super().get_context_data(
            events=member.events.select_related("actor"),
            notes=member.follow_up_notes.select_related("author"),
            acceptances=accepted_by(member.user),
            skills=member.skills.order_by("name"),
            **kwargs,
        )


def _column(label: str, order: str = "") -> Callable[[Any], Any]:
    def mark(method: Any) -> Any:
        method.short_description = label
        method.admin_order_field = order or None
        return method

    return mark


class MembershipAdmin(ReadOnlyAdmin):
    """The members of the centres of who looks; never one's own membership."""

    model = Member
    permission_helper_class = MemberPermissionHelper
    button_helper_class = MemberButtons
    index_view_class = ExportView
    inspect_view_class = MemberView
    inspect_template_name = "members/back_office/member.html"
    list_select_related = ("user", "home_telecentre")
    search_fields = ("user__public_name", "user__email", "activity", "company")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        shown: QuerySet[Any] = members_decided_by(request.user)  # type: ignore[arg-type]
        return shown.select_related(*self.list_select_related)

    @_column("adhérent", "user__public_name")
    def name(self, obj: Member) -> str:
        return obj.user.public_name

    @_column("adresse électronique", "user__email")
    def email(self, obj: Member) -> str:
        return obj.user.email

    @_column("statut", "professional_status")
    def status(self, obj: Member) -> str:
        return obj.get_professional_status_display()

    @_column("adhésion", "state")
    def membership(self, obj: Member) -> str:
        return obj.get_state_display()


class ApplicationAdmin(MembershipAdmin):
    base_url_path = "candidatures"
    menu_label = "Candidatures"
    menu_icon = "tick"
    index_view_class = ApplicationsView
    inspect_view_enabled = False  # the page of the member says all
    list_display = ("name", "home_telecentre", "activity", "applied_at", "waiting")
    list_filter = (WaitingFilter, "home_telecentre")
    ordering = ("applied_at",)
    list_export = (
        "name",
        "email",
        "home_telecentre",
        "activity",
        "status",
        "applied_at",
        "waiting",
    )
    export_filename = "candidatures"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(state=State.APPLICATION)

    @_column("état", "awaits_answer")
    def waiting(self, obj: Member) -> str:
        return "attend une réponse" if obj.awaits_answer else "à décider"


class MemberAdmin(MembershipAdmin):
    base_url_path = "adherents"
    menu_label = "Adhérents"
    menu_icon = "group"
    list_display = ("name", "home_telecentre", "activity", "membership", "starts_on", "ends_on")
    list_filter = ("state", EndFilter, "home_telecentre")
    ordering = ("user__public_name",)
    list_export = (
        "name",
        "email",
        "home_telecentre",
        "membership",
        "starts_on",
        "ends_on",
        "activity",
        "status",
        "company",
        "siret",
    )
    export_filename = "adherents"


class ApplicationsPanel(Component):
    """« Candidatures à décider »: how many wait for this person. One query."""

    order = 45
    template_name = "members/back_office/applications_panel.html"

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        url = f"{reverse('candidatures_modeladmin_index')}?etat=a-decider"
        return {"count": self.count, "url": url}


@hooks.register("construct_homepage_panels")
def add_applications(request: HttpRequest, panels: list[Any]) -> None:
    user: Any = request.user
    if not user.has_perm(DECIDE):
        return
    count = members_decided_by(user).filter(state=State.APPLICATION, awaits_answer=False).count()
    if count:
        panels.append(ApplicationsPanel(count))


@hooks.register("register_admin_urls")
def decision_urls() -> list[Any]:
    return decision_views.urlpatterns


ADHESION_ADMINS = (ApplicationAdmin, MemberAdmin)
