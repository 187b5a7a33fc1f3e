from django.urls import path

from club.passes import views

app_name = "passes"
MONTH = "<int:year>/<int:number>/"
TEAM = f"organisations/<int:pk>/{MONTH}"
HOST = f"telecentres/<slug:slug>/{MONTH}"
urlpatterns = [
    path("", views.home, name="home"),
    path("essai/", views.try_a_day, name="try"),
    path(f"releves/{MONTH}", views.statement, name="statement"),
    path(f"releves/{MONTH}csv/", views.statement_file, name="statement_csv"),
    path(TEAM, views.organisation, name="organisation"),
    path(f"{TEAM}csv/", views.organisation_file, name="organisation_csv"),
    path(HOST, views.host, name="host"),
    path(f"{HOST}csv/", views.host_file, name="host_csv"),
    path(f"{HOST}facturation/csv/", views.host_bills_file, name="host_bills_csv"),
]
