from django.urls import path

from club.passes import services_views as views

app_name = "services"
urlpatterns = [
    path("", views.page, name="page"),
    path("demander/<slug:slug>/<slug:service_slug>/", views.ask, name="ask"),
    path("demandes/<int:pk>/retirer/", views.withdraw, name="withdraw"),
    path("signaler/<str:token>/", views.report, name="report"),
]
