"""Taking the demonstration away."""

from wagtail.models import Site

from club.bookings.models import AssignedDesk, Booking, Series, WaitingEntry
from club.members.models import Invitation, Member, Organisation
from club.passes.models import EquipmentReport, ServiceRequest
from club.telecentres.models import (
    Closure,
    Commune,
    Equipment,
    Objective,
    RoadTime,
    SharedService,
    Space,
    Telecentre,
)
from club.users.models import User
from demo.load.passes import remove_passes
from pages.models import ArticleTag, ContactMessage, HomePage


def remove_demo() -> None:
    """Remove pages, places, passes, bookings, memberships and the accounts at @demo.example.

    Roles, settings, the list of skills and the documents stay.
    """
    for home in HomePage.objects.all():
        Site.objects.filter(root_page=home).delete()
        home.delete()
    remove_passes()
    # These hold on to the centres and the communes; a moved booking also to the space it left.
    for model in (
        WaitingEntry,
        Series,
        AssignedDesk,
        Booking,
        ServiceRequest,
        EquipmentReport,
        Member,
        Invitation,
        Organisation,
    ):
        model.objects.all().delete()
    for model in (Closure, RoadTime, Space, Telecentre, SharedService, Equipment, Objective):
        model.objects.all().delete()
    for model in (Commune, ArticleTag):
        model.objects.all().delete()
    ContactMessage.objects.filter(email__endswith="@demo.example").delete()
    User.objects.filter(email__endswith="@demo.example").delete()
