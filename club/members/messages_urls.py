from django.urls import path

from club.members import messages_views as views

app_name = "messages"
urlpatterns = [
    path("", views.thread_list, name="list"),
    path("nouveau/<int:pk>/", views.new_thread, name="create"),
    path("<int:pk>/", views.thread, name="detail"),
    path("<int:pk>/bloquer/", views.block_other, name="block"),
    path("<int:pk>/debloquer/", views.unblock_other, name="unblock"),
    path("<int:pk>/signaler/<int:message_pk>/", views.report, name="report"),
]
