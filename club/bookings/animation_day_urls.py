from django.urls import path

from club.bookings import animation_day_views as views
from club.bookings import closure_views as closures
from club.bookings import paper_views as paper

app_name = "animation_day"
urlpatterns = [
    path("<slug:slug>/presences/<str:reference>/", views.note_presence, name="presence"),
    path("<slug:slug>/sans-reservation/", views.walk_in, name="walk_in"),
    path("<slug:slug>/feuille/", paper.day_sheet, name="sheet"),
    path("<slug:slug>/portes/", paper.door_sheets, name="doors"),
    path("<slug:slug>/codes/", paper.desk_codes, name="codes"),
    path("<slug:slug>/codes/preparer/", paper.prepare_codes, name="prepare_codes"),
    path("<slug:slug>/codes/<int:pk>/renouveler/", paper.renew_code, name="renew_code"),
    path("<slug:slug>/fermetures/", closures.closure_list, name="closures"),
    path("<slug:slug>/fermetures/nouvelle/", closures.new_closure, name="new_closure"),
    path("<slug:slug>/fermetures/<int:pk>/", closures.closure_page, name="closure"),
    path("<slug:slug>/fermetures/<int:pk>/rouvrir/", closures.reopen_centre, name="reopen"),
]
