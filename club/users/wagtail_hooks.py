"""Guards of the back office that Wagtail and modeladmin lack."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail import hooks
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import DeleteView, UserViewSet
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import HistoryView

from club.users.models import User
from club.users.personal_data import forget_traces


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def only_superusers_touch_superusers(request: HttpRequest, user: User) -> None:
    """Whoever may edit accounts could else give a superuser's account a password of their own."""
    if user.is_superuser and not request.user.is_superuser:  # type: ignore[union-attr]
        raise PermissionDenied("Only a superuser edits the account of a superuser.")


class GuardedHistoryView(HistoryView):
    """The history of a row, for those who may edit it: modeladmin shows it to everyone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permission_helper.user_can_edit_obj(request.user, self.instance):
            raise PermissionDenied("The history of a row is for those who may edit it.")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


ModelAdmin.history_view_class = GuardedHistoryView


class AccountCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"public_name"}


class AccountEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"public_name"}


class AccountDeleteView(DeleteView):
    def delete_action(self) -> None:
        with transaction.atomic():
            forget_traces(self.object)
            super().delete_action()


@hooks.register("before_bulk_action")
def forget_traces_of_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """Accounts deleted together; in the transaction of their deletion."""
    if action_type == "delete":
        for user in objects:
            if isinstance(user, User):
                forget_traces(user)


class AccountViewSet(UserViewSet):
    """Wagtail's, asking for the public name too. Named in `config.apps`."""

    delete_view_class = AccountDeleteView

    def get_form_class(self, for_update: bool = False) -> type[AccountEditForm]:
        return AccountEditForm if for_update else AccountCreationForm


class ReadOnlyPermissionHelper(PermissionHelper):
    """Rows that are read, decided upon and deleted; never added nor rewritten here."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def may_decide(self, user: Any, obj: Any) -> bool:
        """Whether the buttons that change a state are for this account."""
        return self.user_has_specific_permission(user, self.get_perm_codename("change"))


class DecisionButtons(ButtonHelper):
    """The usual buttons, and those that decide: small forms, since they change something."""

    def inspect_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        button = super().inspect_button(*args, **kwargs)
        return {**button, "label": "Lire", "title": "Lire en entier"}

    def decisions(self, obj: Any) -> list[tuple[str, str]]:
        """(label, address) of each decision that the state of the row leaves open."""
        raise NotImplementedError

    def get_buttons_for_obj(self, obj: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        usual = super().get_buttons_for_obj(obj, *args, **kwargs)
        if not self.permission_helper.may_decide(self.request.user, obj):
            return usual
        decided = [
            {
                "label": label,
                "about": str(obj),
                "url": url,
                "classname": self.finalise_classname(["button-small"]),
                "is_post": True,
                "next": self.request.get_full_path(),
            }
            for label, url in self.decisions(obj)
        ]
        return [*decided, *usual]


class ReadOnlyAdmin(ModelAdmin):
    """A list of rows that are read; an unknown row is a 404."""

    permission_helper_class = ReadOnlyPermissionHelper
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = "—"

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._require_known(request, instance_pk)
        return super().inspect_view(request, instance_pk)

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._require_known(request, instance_pk)
        return super().edit_view(request, instance_pk)

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._require_known(request, instance_pk)
        return super().delete_view(request, instance_pk)

    def _require_known(self, request: HttpRequest, instance_pk: str) -> None:
        """Raise Http404 for what is no number, and for a row that this person's list lacks."""
        if not (instance_pk.isascii() and instance_pk.isdigit()):
            raise Http404
        if self.permission_helper.user_can_list(request.user):
            get_object_or_404(self.get_queryset(request), pk=instance_pk)
