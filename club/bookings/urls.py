from django.urls import path

from club.bookings import availability_views as views

app_name = "bookings"
urlpatterns = [
    path("chercher/", views.search, name="search"),
    path("telecentres/", views.centre_list, name="centres"),
    path("telecentres/<slug:slug>/", views.centre, name="centre"),
    path("espaces/<int:pk>/", views.space, name="space"),
]
