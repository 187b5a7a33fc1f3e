"""Mounted at /telecentres/<slug>/venir/."""

from django.urls import path

from club.bookings.first_visit_views import FirstVisit, FirstVisitDone

app_name = "first_visits"
urlpatterns = [
    path("", FirstVisit.as_view(), name="ask"),
    path("merci/", FirstVisitDone.as_view(), name="done"),
]
