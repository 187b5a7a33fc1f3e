from django.urls import path

from club.members import directory_print_views
from club.members import directory_views as views

app_name = "directory"
urlpatterns = [
    path("", views.directory, name="list"),
    path("imprimer/", directory_print_views.directory, name="print"),
    path("annuaire.csv", views.directory_csv, name="csv"),
    path("<int:pk>/", views.directory_member, name="detail"),
    path("<int:pk>/carte.vcf", views.directory_vcard, name="vcard"),
]
