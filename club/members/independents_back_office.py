"""Back office of the independents that the network knows of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.views import DeleteView, IndexView

from club.members import independents_views
from club.members.invitations import delete_invitation
from club.members.models import Invitation
from club.telecentres.exports import SafeExport
from club.telecentres.perms import manages_network, only_of, telecentres_of
from club.users.wagtail_hooks import DecisionButtons, ReadOnlyAdmin, ReadOnlyPermissionHelper

ERASED = (Invitation.State.REFUSED, Invitation.State.FORGOTTEN)


class ExportView(SafeExport, IndexView):
    """A list whose exports are safe to open."""


class IndependentPermissionHelper(ReadOnlyPermissionHelper):
    """An animateur sees the people of their own centres; a manager all."""

    def _is_theirs(self, user: Any, obj: Invitation) -> bool:
        if manages_network(user):
            return True
        if not hasattr(user, "_telecentre_pks"):
            user._telecentre_pks = set(telecentres_of(user).values_list("pk", flat=True))
        return obj.telecentre_id in user._telecentre_pks

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_inspect_obj(user, obj) and self._is_theirs(user, obj)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Not what is left of a refusal: it keeps the person from being asked again."""
        may_delete = super().user_can_delete_obj(user, obj)
        return may_delete and self._is_theirs(user, obj) and obj.state not in ERASED

    def may_decide(self, user: Any, obj: Any) -> bool:
        return super().may_decide(user, obj) and self._is_theirs(user, obj)


class IndependentButtons(DecisionButtons):
    def decisions(self, obj: Invitation) -> list[tuple[str, str]]:
        if obj.state != Invitation.State.IDENTIFIED:
            return []
        return [("Inviter", reverse("independents_invite", args=[obj.pk]))]


class EraseView(DeleteView):
    """Delete without a trace: the usual view writes the name of what it deletes in a log."""

    def confirmation_message(self) -> str:
        return (
            "Effacer cette personne de nos fichiers, avec les courriers que nous lui avons "
            "écrits\u202f? Si une liste la nomme encore, elle pourra être importée de nouveau."
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if delete_invitation(self.instance):
            messages.success(request, "Cette personne est effacée de nos fichiers.")
        else:
            messages.info(request, "Cette personne est déjà effacée.")
        return redirect(self.index_url)


class InvitationAdmin(ReadOnlyAdmin):
    model = Invitation
    base_url_path = independents_views.BASE
    menu_label = "Liste"
    menu_icon = "group"
    index_view_class = ExportView
    delete_view_class = EraseView
    permission_helper_class = IndependentPermissionHelper
    button_helper_class = IndependentButtons
    list_display = ("name_told", "activity", "commune", "centre", "state_told")
    list_filter = ("state", "telecentre")
    search_fields = ("name", "email", "activity", "company", "commune__name")
    list_select_related = ("commune", "telecentre")
    list_export = (
        "name",
        "email",
        "activity",
        "company",
        "siret",
        "commune",
        "telecentre",
        "source",
        "state_told",
        "created_at",
        "invited_at",
        "answered_at",
    )
    export_filename = "independants"
    inspect_view_fields = (
        "name",
        "email",
        "activity",
        "company",
        "siret",
        "commune",
        "telecentre",
        "source",
        "state",
        "identified_by",
        "created_at",
        "invited_at",
        "answered_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return only_of(request.user, super().get_queryset(request), "telecentre")

    def name_told(self, obj: Invitation) -> str:
        return str(obj)

    name_told.short_description = "nom"
    name_told.admin_order_field = "name"

    def centre(self, obj: Invitation) -> str:
        return obj.telecentre.short_name if obj.telecentre else "—"

    centre.short_description = "télécentre"
    centre.admin_order_field = "telecentre__short_name"

    def state_told(self, obj: Invitation) -> str:
        return obj.get_state_display()

    state_told.short_description = "état"
    state_told.admin_order_field = "state"


class PermittedItem(MenuItem):
    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)  # type: ignore[union-attr]


def independents_items() -> list[MenuItem]:
    """What stands beside the list in the menu."""
    return [
        PermittedItem(
            "Inviter",
            reverse("independents_invite_many"),
            icon_name="mail",
            order=500,
            permission=independents_views.INVITE,
        ),
        PermittedItem(
            "Importer",
            reverse("independents_import_form"),
            icon_name="upload",
            order=600,
            permission=independents_views.IMPORT,
        ),
    ]


@hooks.register("register_admin_urls")
def independents_admin_urls() -> list[Any]:
    return independents_views.urlpatterns
