"""Taking the demonstration away."""

from wagtail.models import Site

from club.bookings.models import Booking
from club.members.models import Invitation, Member, Organisation
from club.telecentres.models import (
    Closure,
    Commune,
    Equipment,
    Objective,
    RoadTime,
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
    for model in (Booking, Member, Invitation, Organisation):
        model.objects.all().delete()
    for model in (Closure, RoadTime, Space, Telecentre, Equipment, Objective, Commune, ArticleTag):
        model.objects.all().delete()
    ContactMessage.objects.filter(email__endswith="@demo.example").delete()
    User.objects.filter(email__endswith="@demo.example").delete()
