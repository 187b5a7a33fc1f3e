from django.urls import path

from club.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="list"),
    path("<int:pk>/", views.open_notification, name="detail"),
    path("tout-lire/", views.read_all, name="read_all"),
    path("preferences/", views.preferences, name="preferences"),
]
