from django.urls import path

from club.bookings import desk_views as views

app_name = "my_desk"
urlpatterns = [
    path("mon-bureau/", views.desk_list, name="list"),
    path("mon-bureau/<int:pk>/liberer/", views.free, name="free"),
    path("mon-bureau/<int:pk>/semaine/", views.weekdays, name="weekdays"),
    path("mon-bureau/rendus/<int:pk>/reprendre/", views.take_back, name="take_back"),
]
