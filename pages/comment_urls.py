"""Below the address of an article: what stays there of a Django view, before Wagtail's pages."""

from django.urls import path

from pages import views

app_name = "comments"
urlpatterns = [
    path("commenter/", views.CommentCreate.as_view(), name="create"),
    path("commenter/merci/", views.CommentDone.as_view(), name="done"),
    path("commentaires/<int:pk>/signaler/", views.CommentReportCreate.as_view(), name="report"),
    path("commentaires/merci/", views.CommentReported.as_view(), name="reported"),
]
