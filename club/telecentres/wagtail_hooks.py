"""Back office of the places. `club.dashboard` puts these in the menu."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import AdminURLHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, IndexView

from club.telecentres import registry
from club.telecentres.exports import SafeExport
from club.telecentres.models import (
    BroadbandMeasure,
    Closure,
    Commune,
    Equipment,
    Notice,
    Objective,
    RoadTime,
    SharedService,
    Space,
    SpacePhoto,
    Telecentre,
    TelecentreManager,
)
from club.telecentres.perms import manages_network, only_of, telecentres_of

# What only the network's managers change: the addresses of pages and the map rest on it.
MANAGERS_ONLY = "telecentres.add_telecentre"

# Field panels of the centre itself and of its hours.
CENTRE_PANELS = (
    MultiFieldPanel(
        [
            FieldPanel("name", permission=MANAGERS_ONLY),
            FieldPanel("short_name", permission=MANAGERS_ONLY),
            FieldPanel("slug", permission=MANAGERS_ONLY),
            FieldPanel("speciality"),
            FieldPanel("objectives"),
            FieldPanel("equipment"),
            FieldPanel("is_active", permission=MANAGERS_ONLY),
            FieldPanel("opened_on"),
        ],
        heading="Le télécentre",
    ),
    MultiFieldPanel(
        [
            FieldPanel("host"),
            FieldPanel("address"),
            FieldPanel("postcode"),
            FieldPanel("commune", permission=MANAGERS_ONLY),
            FieldPanel("latitude", permission=MANAGERS_ONLY),
            FieldPanel("longitude", permission=MANAGERS_ONLY),
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
    InlinePanel(
        "service_offers",
        heading="Services du bouquet",
        label="Service",
        help_text="Un service qui n’est pas dans la liste passe pour « pas encore ».",
    ),
    MultiFieldPanel(
        [FieldPanel("accessibility"), FieldPanel("parking"), FieldPanel("public_transport")],
        heading="Venir",
    ),
)


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


class OwnCentresForm(WagtailAdminModelForm):
    """A form that offers, and accepts, only the centres (and spaces) of who fills it in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres = telecentres_of(self.for_user)
        if "telecentre" in self.fields:
            self.fields["telecentre"].queryset = centres
            if not manages_network(self.for_user):
                # An empty choice means the whole network (a notice): not theirs to make.
                self.fields["telecentre"].required = True
        if "space" in self.fields:
            self.fields["space"].queryset = Space.objects.filter(telecentre__in=centres)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        space, centre = cleaned.get("space"), cleaned.get("telecentre")
        if space is not None and centre is not None and space.telecentre_id != centre.pk:
            self.add_error("space", "Cet espace appartient à un autre télécentre.")
        return cleaned


class TellingCreateView(CreateView):
    """Save a new row and tell the apps above of it, in one transaction."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            self.model_admin.tell(self.instance, self.request.user)
        return response


class NumberedUrlHelper(AdminURLHelper):
    """Rows are named by a number: any other address is nobody's (404), not an error (500)."""

    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>[0-9]{{1,18}})/$"


class ExportView(SafeExport, IndexView):
    """A list whose exports are safe to open."""


class ReferenceAdmin(ModelAdmin):
    """What every list of ours shares; the lists of « Réglages » are no more than this."""

    url_helper_class = NumberedUrlHelper
    index_view_class = ExportView
    add_to_settings_menu = True


class OwnCentresAdmin(ReferenceAdmin):
    """A list limited to the centres of the person who looks at it."""

    add_to_settings_menu = False
    permission_helper_class = OwnCentresPermissionHelper
    centre_path = "telecentre"
    inspect_view_enabled = True
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return only_of(request.user, super().get_queryset(request), self.centre_path)

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(list(self.panels), base_form_class=OwnCentresForm)


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
    create_view_class = TellingCreateView
    panels = CENTRE_PANELS

    def tell(self, telecentre: Telecentre, by: Any) -> None:
        registry.run("created", telecentre)


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
    panels = (FieldPanel("space"), FieldPanel("image"), FieldPanel("alt"))


class ClosureAdmin(OwnCentresAdmin):
    model = Closure
    menu_label = "Fermetures"
    menu_icon = "lock"
    list_display = ("telecentre", "starts_at", "ends_at", "reason")
    list_filter = ("telecentre",)
    search_fields = ("reason", "telecentre__name")
    list_select_related = ("telecentre",)
    list_export = ("telecentre", "starts_at", "ends_at", "reason", "message")
    create_view_class = TellingCreateView
    panels = (
        FieldPanel("telecentre"),
        FieldPanel("starts_at"),
        FieldPanel("ends_at"),
        FieldPanel("reason"),
        FieldPanel("message"),
    )

    def tell(self, closure: Closure, by: Any) -> None:
        Closure.objects.filter(pk=closure.pk).update(created_by=by)
        registry.run("closed", closure.telecentre, closure=closure)


class NoticeAdmin(OwnCentresAdmin):
    model = Notice
    menu_label = "Avis"
    menu_icon = "warning"
    list_display = ("text", "telecentre", "severity", "starts_at", "ends_at")
    list_filter = ("severity", "telecentre")
    search_fields = ("text",)
    list_select_related = ("telecentre",)
    panels = (
        FieldPanel("telecentre"),
        FieldPanel("severity"),
        FieldPanel("text"),
        FieldPanel("link"),
        FieldPanel("starts_at"),
        FieldPanel("ends_at"),
    )


class BroadbandMeasureAdmin(OwnCentresAdmin):
    model = BroadbandMeasure
    menu_label = "Mesures de débit"
    menu_icon = "order-up"
    list_display = ("telecentre", "space", "technology", "down_mbps", "up_mbps", "measured_on")
    list_filter = ("telecentre", "technology")
    list_select_related = ("telecentre", "space")
    list_export = ("telecentre", "space", "technology", "down_mbps", "up_mbps", "measured_on")
    panels = (
        FieldPanel("telecentre"),
        FieldPanel("space"),
        FieldPanel("technology"),
        FieldPanel("down_mbps"),
        FieldPanel("up_mbps"),
        FieldPanel("measured_on"),
    )


class TelecentreManagerAdmin(OwnCentresAdmin):
    model = TelecentreManager
    menu_label = "Animateurs"
    menu_icon = "group"
    list_display = ("user", "telecentre", "public_phone")
    list_filter = ("telecentre",)
    search_fields = ("user__public_name", "telecentre__name")
    list_select_related = ("user", "telecentre")
    panels = (FieldPanel("telecentre"), FieldPanel("user"), FieldPanel("public_phone"))


class EquipmentAdmin(ReferenceAdmin):
    model = Equipment
    menu_label = "Équipements"
    menu_icon = "cogs"
    list_display = ("name", "slug")
    search_fields = ("name",)


class SharedServiceAdmin(ReferenceAdmin):
    model = SharedService
    menu_label = "Services partagés"
    menu_icon = "list-ul"
    list_display = ("name", "is_common", "can_be_requested", "rank", "is_active")
    list_filter = ("is_common", "is_active")
    search_fields = ("name", "summary")


class ObjectiveAdmin(ReferenceAdmin):
    model = Objective
    menu_label = "Objectifs"
    menu_icon = "list-ol"
    list_display = ("number", "name", "figure_label")


class RoadTimeAdmin(ReferenceAdmin):
    model = RoadTime
    menu_label = "Temps de route"
    menu_icon = "time"
    list_display = ("origin", "destination", "minutes")
    list_select_related = ("origin", "destination")


class CommuneAdmin(ReferenceAdmin):
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
    NoticeAdmin,
    BroadbandMeasureAdmin,
    TelecentreManagerAdmin,
)
SETTING_ADMINS = (EquipmentAdmin, SharedServiceAdmin, ObjectiveAdmin, RoadTimeAdmin, CommuneAdmin)
