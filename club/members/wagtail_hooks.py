"""Back office of the club. `club.dashboard` puts these in the menu."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail_modeladmin.helpers import ButtonHelper

from club.members import skill_views
from club.members.models import Skill
from club.users.wagtail_hooks import ReadOnlyAdmin, ReadOnlyPermissionHelper


class SkillPermissionHelper(ReadOnlyPermissionHelper):
    """Deleting a skill would lose its uses: it is merged, or refused while it is a suggestion."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class SkillButtons(ButtonHelper):
    """One button, to the page where everything about a skill is read and decided."""

    def get_buttons_for_obj(self, obj: Skill, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        waits = obj.state == Skill.State.SUGGESTED
        decides = self.permission_helper.may_decide(self.request.user, obj)
        label = "Décider" if waits and decides else "Ouvrir"
        return [
            {
                "url": reverse("skill_detail", args=[obj.pk]),
                "label": label,
                "classname": self.finalise_classname(["button-small", "button-secondary"]),
                "title": f"{label}\u202f: {obj}",
            }
        ]


class SkillAdmin(ReadOnlyAdmin):
    """The suggestions first, then the list."""

    model = Skill
    base_url_path = "competences"
    menu_label = "Compétences"
    menu_icon = "tag"
    permission_helper_class = SkillPermissionHelper
    button_helper_class = SkillButtons
    inspect_view_enabled = False
    list_display = ("name", "family", "state", "uses_count", "suggested_by", "created_at")
    list_filter = ("state", "family")
    search_fields = ("name", "synonyms__name")
    list_select_related = ("suggested_by",)
    ordering = ("rank", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rank = Case(
            When(state=Skill.State.SUGGESTED, then=Value(0)),
            When(state=Skill.State.APPROVED, then=Value(1)),
            default=Value(2),
        )
        # Not the usual queryset, which is in order before it has a rank.
        counted = Skill.objects.annotate(rank=rank, members_count=Count("uses", distinct=True))
        return counted.order_by(*self.ordering)

    def uses_count(self, obj: Any) -> int:
        return obj.members_count

    uses_count.short_description = "adhérents"
    uses_count.admin_order_field = "members_count"


CLUB_ADMINS = (SkillAdmin,)


@hooks.register("register_admin_urls")
def skill_urls() -> list[Any]:
    return skill_views.urlpatterns
