"""The page types. Each states its parents, its children and how many of it may exist."""

from pages.models.base import BasePage
from pages.models.comments import Comment, CommentReport
from pages.models.contact import ContactMessage, ContactPage
from pages.models.home import HomePage
from pages.models.news import ArticlePage, ArticleTag, NewsIndexPage
from pages.models.settings import NetworkSettings
from pages.models.standard import SiteMapPage, StandardPage
from pages.models.telecentres import TelecentreIndexPage, TelecentrePage

__all__ = [
    "ArticlePage",
    "ArticleTag",
    "BasePage",
    "Comment",
    "CommentReport",
    "ContactMessage",
    "ContactPage",
    "HomePage",
    "NetworkSettings",
    "NewsIndexPage",
    "SiteMapPage",
    "StandardPage",
    "TelecentreIndexPage",
    "TelecentrePage",
]
