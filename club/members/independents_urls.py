from django.urls import path

from club.members.independents_views import join

app_name = "independents"
urlpatterns = [path("<str:token>/", join, name="join")]
