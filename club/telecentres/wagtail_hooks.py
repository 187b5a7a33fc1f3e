"""Back office of the places. `club.dashboard` puts these in the menu."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from club.telecentres.models import (
    BroadbandMeasure,
    Closure,
    Commune,
    Equipment,
    Objective,
    RoadTime,
    Space,
    SpacePhoto,
    Telecentre,
)
from club.telecentres.perms import manages_network, only_of, telecentres_of

# Field panels of the centre itself, its hours and its people.
Telecentre.panels = [  # type: ignore[attr-defined]
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("short_name"),
            FieldPanel("slug"),
            FieldPanel("speciality"),
            FieldPanel("objectives"),
            FieldPanel("equipment"),
            FieldPanel("is_active"),
            FieldPanel("opened_on"),
        ],
        heading="Le télécentre",
    ),
    MultiFieldPanel(
        [
            FieldPanel("host"),
            FieldPanel("address"),
            FieldPanel("postcode"),
            FieldPanel("commune"),
            FieldPanel("latitude"),
            FieldPanel("longitude"),
            FieldPanel("phone"),
            FieldPanel("email"),
        ],
        heading="Où et comment le joindre",
    ),
    InlinePanel("opening_hours", heading="Horaires de la semaine", label="Plage"),
    MultiFieldPanel(
        [FieldPanel("closed_on_public_holidays"), FieldPanel("evening_note")],
        heading="Jours fériés et soirées",
    ),
    InlinePanel("exceptional_hours", heading="Jours exceptionnels", label="Jour"),
    MultiFieldPanel(
        [FieldPanel("accessibility"), FieldPanel("parking"), FieldPanel("public_transport")],
        heading="Venir",
    ),
    InlinePanel("managers", heading="Animateurs", label="Animateur"),
]


class OwnCentresPermissionHelper(PermissionHelper):
    """An animateur acts on the rows of their own centres; a network manager on all.

    `path` leads from the row to its centre; an empty path means that the row is the centre.
    """

    path = "telecentre_id"

    def _is_theirs(self, user: Any, obj: Any) -> bool:
        if manages_network(user):
            return True
        value = obj
        for name in self.path.split("__"):
            value = getattr(value, name)
        return telecentres_of(user).filter(pk=value).exists()

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_inspect_obj(user, obj) and self._is_theirs(user, obj)

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_edit_obj(user, obj) and self._is_theirs(user, obj)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return super().user_can_delete_obj(user, obj) and self._is_theirs(user, obj)


class CentrePermissionHelper(OwnCentresPermissionHelper):
    path = "pk"


class PhotoPermissionHelper(OwnCentresPermissionHelper):
    path = "space__telecentre_id"


class OwnCentresAdmin(ModelAdmin):
    """A list limited to the centres of the person who looks at it."""

    permission_helper_class = OwnCentresPermissionHelper
    centre_path = "telecentre"
    inspect_view_enabled = True
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return only_of(request.user, super().get_queryset(request), self.centre_path)


class TelecentreAdmin(OwnCentresAdmin):
    model = Telecentre
    menu_label = "Télécentres"
    menu_icon = "site"
    permission_helper_class = CentrePermissionHelper
    centre_path = "pk"
    list_display = ("name", "host", "commune", "phone", "is_active")
    list_filter = ("is_active", "objectives")
    search_fields = ("name", "host", "commune__name", "speciality")
    list_select_related = ("commune",)


class SpaceAdmin(OwnCentresAdmin):
    model = Space
    menu_label = "Espaces"
    menu_icon = "table"
    list_display = ("name", "telecentre", "kind", "capacity", "granularity", "is_active")
    list_filter = ("kind", "is_active", "telecentre")
    search_fields = ("name", "telecentre__name", "description")
    list_select_related = ("telecentre",)
    list_export = ("telecentre", "name", "kind", "capacity", "granularity", "is_active")
    panels = (
        FieldPanel("telecentre"),
        FieldPanel("kind"),
        FieldPanel("name"),
        FieldPanel("capacity"),
        FieldPanel("granularity"),
        FieldPanel("description"),
        FieldPanel("equipment"),
        FieldPanel("is_active"),
    )


class SpacePhotoAdmin(OwnCentresAdmin):
    model = SpacePhoto
    menu_label = "Photographies"
    menu_icon = "image"
    permission_helper_class = PhotoPermissionHelper
    centre_path = "space__telecentre"
    list_display = ("alt", "space", "width", "height")
    list_filter = ("space__telecentre",)
    list_select_related = ("space__telecentre",)


class ClosureAdmin(OwnCentresAdmin):
    model = Closure
    menu_label = "Fermetures"
    menu_icon = "lock"
    list_display = ("telecentre", "starts_at", "ends_at", "reason")
    list_filter = ("telecentre",)
    search_fields = ("reason", "telecentre__name")
    list_select_related = ("telecentre",)
    list_export = ("telecentre", "starts_at", "ends_at", "reason", "message")


class BroadbandMeasureAdmin(OwnCentresAdmin):
    model = BroadbandMeasure
    menu_label = "Mesures de débit"
    menu_icon = "order-up"
    list_display = ("telecentre", "space", "technology", "down_mbps", "up_mbps", "measured_on")
    list_filter = ("telecentre", "technology")
    list_select_related = ("telecentre", "space")
    list_export = ("telecentre", "space", "technology", "down_mbps", "up_mbps", "measured_on")


class EquipmentAdmin(ModelAdmin):
    model = Equipment
    menu_label = "Équipements"
    menu_icon = "cogs"
    list_display = ("name", "slug")
    search_fields = ("name",)


class ObjectiveAdmin(ModelAdmin):
    model = Objective
    menu_label = "Objectifs"
    menu_icon = "list-ol"
    list_display = ("number", "name", "figure_label")


class RoadTimeAdmin(ModelAdmin):
    model = RoadTime
    menu_label = "Temps de route"
    menu_icon = "time"
    list_display = ("origin", "destination", "minutes")
    list_select_related = ("origin", "destination")


class CommuneAdmin(ModelAdmin):
    model = Commune
    menu_label = "Communes"
    menu_icon = "globe"
    inspect_view_enabled = True
    list_display = ("name", "insee", "postcodes", "departement", "population")
    list_filter = ("departement",)
    search_fields = ("name", "search_name", "insee", "postcodes")
    list_export = (
        "insee",
        "name",
        "postcodes",
        "departement",
        "population",
        "latitude",
        "longitude",
    )


PLACE_ADMINS = (
    TelecentreAdmin,
    SpaceAdmin,
    SpacePhotoAdmin,
    ClosureAdmin,
    BroadbandMeasureAdmin,
)
SETTING_ADMINS = (EquipmentAdmin, ObjectiveAdmin, RoadTimeAdmin, CommuneAdmin)
