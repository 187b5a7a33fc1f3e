from django.urls import path

from club.bookings import feeds_views as views

app_name = "booking_feeds"
urlpatterns = [
    path("", views.feed_list, name="list"),
    path("ouvrir/", views.open_feed, name="open"),
    path("<int:pk>/renouveler/", views.renew, name="renew"),
    path("<int:pk>/retirer/", views.remove, name="remove"),
]
