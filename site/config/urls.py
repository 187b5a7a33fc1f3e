"""Every address of the site. Django's views come first, Wagtail's pages answer what is left."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import views

admin.site.site_header = "CyberCantal Télécentres"
admin.site.site_title = "CyberCantal"

# The doors of Wagtail and of Django that would let someone in without allauth's checks.
account_doors = [
    path(door, RedirectView.as_view(pattern_name=name, query_string=True))
    for door, name in (
        ("gestion/login/", "account_login"),
        ("gestion/logout/", "account_logout"),
        ("gestion/password_reset/", "account_reset_password"),
        ("_util/login/", "account_login"),
        ("django-admin/login/", "account_login"),
        ("django-admin/logout/", "account_logout"),
        ("django-admin/password_change/", "account_change_password"),
    )
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("media/<path:path>", views.public_media, name="media"),
    path("compte/", include("club.users.urls")),
    path("club/", include("club.dashboard.urls")),
    path("flux/", include("pages.urls")),
    *account_doors,
    path("gestion/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"", include(wagtail_urls)),
]

handler400 = "config.views.bad_request"
handler500 = "config.views.server_error"
