from django.urls import path

from club.bookings import leave_views, series_views

app_name = "series"
urlpatterns = [
    path("series/nouvelle/", series_views.create, name="create"),
    path("series/<int:pk>/", series_views.detail, name="detail"),
    path("series/<int:pk>/ajouter/", series_views.add, name="add"),
    path("series/<int:pk>/annuler/", series_views.cancel, name="cancel"),
    path("series/<int:pk>/deplacer/", series_views.change, name="change"),
    path("series/<int:pk>/prolonger/", series_views.extend, name="extend"),
    path("conges/", leave_views.leaves, name="leaves"),
    path("conges/<int:pk>/retirer/", leave_views.withdraw, name="withdraw_leave"),
]
