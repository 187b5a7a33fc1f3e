from django.urls import path

from club.bookings import repairs_views as views

app_name = "repairs"
urlpatterns = [
    path("fermetures/<int:pk>/deplacer/", views.move, name="move"),
    path("fermetures/<int:pk>/reprendre/", views.take, name="take_back"),
]
