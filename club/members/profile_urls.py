from django.urls import path

from club.members import profile_views as views

app_name = "profile"
urlpatterns = [
    path("profil/", views.edit, name="edit"),
    path("profil/apercu/", views.preview, name="preview"),
    path("profil/confirmer/", views.confirm, name="confirm"),
    path("profil/competences/", views.skills, name="skills"),
    path("profil/competences/ajouter/", views.add_from_list, name="add_skills"),
    path("profil/photo/", views.photo, name="photo"),
    path("profil/photo/retirer/", views.photo_remove, name="photo_remove"),
    path("photos/<int:pk>/", views.photo_file, name="photo_file"),
]
