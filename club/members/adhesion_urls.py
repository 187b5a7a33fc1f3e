"""The addresses of « Votre adhésion »."""

from django.urls import path

from club.members import adhesion_views as views

app_name = "adhesion"
urlpatterns = [
    path("", views.adhesion, name="page"),
    path("repondre/", views.answer, name="answer"),
    path("renouveler/", views.renew, name="renew"),
    path("quitter/", views.resign, name="resign"),
    path("documents/accepter/", views.accept, name="accept"),
    path("documents/<slug:kind>/", views.document, name="current_document"),
    path("documents/<slug:kind>/<int:version>/", views.document, name="document"),
]
