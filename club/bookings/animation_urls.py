from django.urls import path

from club.bookings import animation_views as views
from club.bookings import book_for_views

app_name = "animation"
urlpatterns = [
    path("", views.centre_list, name="list"),
    path("<slug:slug>/", views.day_sheet, name="day"),
    path("<slug:slug>/demandes/", views.request_list, name="requests"),
    path("<slug:slug>/demandes/<str:reference>/accepter/", views.approve_request, name="approve"),
    path("<slug:slug>/demandes/<str:reference>/refuser/", views.refuse_request, name="refuse"),
    path("<slug:slug>/reserver/", book_for_views.book_for_someone, name="book_for"),
    path("<slug:slug>/entretien/", book_for_views.hold_space, name="hold"),
]
