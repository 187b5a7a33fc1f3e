from django.urls import path

from club.bookings import arrival_views as views

app_name = "arrival"
urlpatterns = [
    path("arrivee/", views.today, name="today"),
    path("arrivee/<str:token>/", views.at_desk, name="desk"),
    path("arrivee/<int:pk>/je-viens/", views.coming, name="coming"),
    path("arrivee/<int:pk>/je-libere/", views.release, name="release"),
]
