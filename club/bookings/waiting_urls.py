from django.urls import path

from club.bookings import waiting_views as views

app_name = "waiting"
urlpatterns = [
    path("attente/nouvelle/", views.join, name="join"),
    path("attente/<int:pk>/accepter/", views.accept, name="accept"),
    path("attente/<int:pk>/quitter/", views.leave, name="leave"),
]
