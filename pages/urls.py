from django.urls import path

from pages.feeds import ArticlesFeed

app_name = "feeds"
urlpatterns = [path("actualites.atom", ArticlesFeed(), name="news")]
