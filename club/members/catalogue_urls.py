from django.urls import path

from club.members import directory_print_views
from club.members import directory_views as views

app_name = "catalogue"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("imprimer/", directory_print_views.catalogue, name="print"),
    path("annuaire.csv", views.catalogue_csv, name="csv"),
    path("<int:pk>-<slug:slug>/", views.catalogue_member, name="detail"),
    path("<int:pk>-<slug:slug>/carte.vcf", views.catalogue_vcard, name="vcard"),
]
