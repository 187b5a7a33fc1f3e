"""Guards of the back office that Wagtail and modeladmin lack."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import HistoryView

from club.users.models import User


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


class AccountViewSet(UserViewSet):
    """Wagtail's, asking for the public name too. Named in `config.apps`."""

    def get_form_class(self, for_update: bool = False) -> type[AccountEditForm]:
        return AccountEditForm if for_update else AccountCreationForm
