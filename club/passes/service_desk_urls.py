from django.urls import path

from club.passes import service_desk_views as views

app_name = "service_desk"
urlpatterns = [
    path("<slug:slug>/services/", views.page, name="page"),
    path("<slug:slug>/services/<int:pk>/", views.answer, name="answer"),
    path("<slug:slug>/pannes/<int:pk>/reparee/", views.fixed, name="fixed"),
    path("<slug:slug>/etiquettes/", views.labels, name="labels"),
]
