"""Every address of the site. Django's views come first, Wagtail's pages answer what is left."""

from django.contrib import admin
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from club.bookings.feeds_views import calendar_feed
from club.notifications.link_views import signed_link
from config import views
from config.doors import doors
from pages.poster import poster
from pages.sitemap import robots_txt, sitemap_xml

admin.site.site_header = "CyberCantal Télécentres"
admin.site.site_title = "CyberCantal"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("media/<path:path>", views.public_media, name="media"),
    path("compte/", include("club.users.urls")),
    path("club/", include("club.dashboard.urls")),
    path("club/adhesion/", include("club.members.adhesion_urls")),
    path("club/", include("club.members.profile_urls")),
    path("club/annuaire/", include("club.members.directory_urls")),
    path("club/notifications/", include("club.notifications.urls")),
    path("club/invitation/", include("club.members.independents_urls")),
    path("club/services/", include("club.passes.services_urls")),
    path("animation/", include("club.passes.service_desk_urls")),
    path("club/pass/", include("club.passes.urls")),
    path("club/messages/", include("club.members.messages_urls")),
    path("club/reservations/", include("club.bookings.urls")),
    path("club/reservations/calendriers/", include("club.bookings.feeds_urls")),
    path("flux/reservations/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("animation/", include("club.bookings.animation_urls")),
    path("animation/", include("club.bookings.animation_day_urls")),
    path("club/reservations/", include("club.bookings.steps_urls")),
    path("club/reservations/", include("club.bookings.series_urls")),
    path("club/reservations/", include("club.bookings.waiting_urls")),
    path("club/reservations/", include("club.bookings.arrival_urls")),
    path("club/reservations/", include("club.bookings.repairs_urls")),
    path("club/reservations/", include("club.bookings.desk_urls")),
    path("r/<str:token>/", signed_link, name="signed_link"),
    path("annuaire/", include("club.members.catalogue_urls")),
    path("recherche/", include("search.urls")),
    path("flux/", include("pages.urls")),
    path("actualites/<slug:slug>/", include("pages.comment_urls")),
    path("telecentres/<slug:slug>/affiche/", poster, name="telecentre_poster"),
    path("telecentres/<slug:slug>/venir/", include("club.bookings.first_visit_urls")),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", sitemap_xml, name="sitemap"),
    *doors,
    path("gestion/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"", include(wagtail_urls)),
]

handler400 = "config.views.bad_request"
handler429 = "config.views.too_many_requests"
handler500 = "config.views.server_error"
