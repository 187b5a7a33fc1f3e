"""The contact page, and the messages sent from it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.url_routing import RouteResult

from pages.models.base import BasePage


class ContactPage(BasePage):
    """A form that reaches the right centre, or the network when none is chosen."""

    template = "pages/contact_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    DONE = "merci"  # last segment of the address shown once a message is sent

    # Models know no form: the view is put here by `PagesConfig.ready()`.
    view: ClassVar[Callable[..., HttpResponse]]

    class Meta:
        verbose_name = "page de contact"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components == [self.DONE] and self.live:
            return RouteResult(self, kwargs={"is_done": True})
        return super().route(request, path_components)

    def serve(
        self, request: HttpRequest, *args: Any, is_done: bool = False, **kwargs: Any
    ) -> HttpResponse:
        return type(self).view(request, self, is_done=is_done)


class ContactMessage(models.Model):
    """A message, kept twelve months."""

    KEEP_DAYS = 365
    MAX_LENGTH = 5000  # characters

    telecentre = models.ForeignKey(
        "telecentres.Telecentre",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="télécentre",
        help_text="Vide : le réseau.",
    )
    name = models.CharField("nom", max_length=80)
    email = models.EmailField("adresse électronique")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    subject = models.CharField("sujet", max_length=120)
    text = models.TextField("message", max_length=MAX_LENGTH)
    created_at = models.DateTimeField("reçu le", auto_now_add=True, db_index=True)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="traité par",
    )
    handled_at = models.DateTimeField("traité le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} : {self.subject}"
