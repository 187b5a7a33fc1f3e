"""The pages where anyone writes: a comment, a report, a message. Never cached."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from club.users.guarded_views import GuardedFormView
from pages import services
from pages.forms import CommentForm, ContactForm, ReportForm
from pages.models import (
    ArticlePage,
    Comment,
    CommentReport,
    ContactMessage,
    ContactPage,
    NetworkSettings,
)


class ArticleMixin:
    """The public article that the address names."""

    kwargs: dict[str, Any]
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        public = ArticlePage.objects.live().public()
        self.article = get_object_or_404(public, slug=kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = [
            *self.article.breadcrumbs(self.request),
            {"title": self.article.title, "url": self.article.get_url(self.request) or ""},
        ]
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            article=self.article, breadcrumbs=trail, **kwargs
        )


class CommentCreate(ArticleMixin, GuardedFormView):
    """« Votre avis m’intéresse… »"""

    model = Comment
    form_class = CommentForm
    template_name = "pages/comment_form.html"
    limit = "comment"

    def purpose(self) -> str:
        return f"comment:{self.article.pk}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def save(self, form: CommentForm, form_token: str) -> Comment:
        known = form.known_author
        return services.write_comment(
            self.article,
            text=form.cleaned_data["text"],
            author_name=known.public_name if known else form.cleaned_data["author_name"],
            author_email=known.email if known else form.cleaned_data["author_email"],
            form_token=form_token,
            user=self.request.user,
        )

    def done_url(self, row: Comment) -> str:
        """The comment itself when it can be read already."""
        if row.status == Comment.Status.APPROVED:
            return f"{self.article.get_url(self.request)}#commentaire-{row.pk}"
        return reverse("comments:done", args=[self.article.slug])


@method_decorator(never_cache, name="dispatch")
class CommentDone(ArticleMixin, TemplateView):
    template_name = "pages/comment_done.html"


class CommentReportCreate(ArticleMixin, GuardedFormView):
    """Tell the network that a published comment should not stand."""

    model = CommentReport
    form_class = ReportForm
    template_name = "pages/comment_report.html"
    limit = "comment_report"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        approved = self.article.comments.approved()
        self.comment = get_object_or_404(approved, pk=kwargs["pk"])

    def purpose(self) -> str:
        return f"comment_report:{self.comment.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(comment=self.comment, **kwargs)

    def save(self, form: ReportForm, form_token: str) -> CommentReport:
        return services.report_comment(
            self.comment, reason=form.cleaned_data["reason"], form_token=form_token
        )

    def done_url(self, row: CommentReport) -> str:
        return reverse("comments:reported", args=[self.article.slug])


@method_decorator(never_cache, name="dispatch")
class CommentReported(ArticleMixin, TemplateView):
    template_name = "pages/comment_reported.html"


class ContactView(GuardedFormView):
    """What `ContactPage` answers."""

    model = ContactMessage
    form_class = ContactForm
    template_name = "pages/contact_page.html"
    limit = "contact"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page: ContactPage = kwargs["page"]

    def purpose(self) -> str:
        return "contact"

    def get_initial(self) -> dict[str, Any]:
        initial = {**super().get_initial(), "telecentre": self.request.GET.get("telecentre", "")}
        if self.request.user.is_authenticated:
            initial |= {"name": self.request.user.public_name, "email": self.request.user.email}
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**self.page.get_context(self.request), **super().get_context_data(**kwargs)}

    def save(self, form: ContactForm, form_token: str) -> ContactMessage:
        asked = ("telecentre", "name", "email", "phone", "subject", "text")
        return services.send_contact_message(
            **{name: form.cleaned_data[name] for name in asked},
            form_token=form_token,
            network_email=NetworkSettings.for_request(self.request).email,
        )

    def done_url(self, row: ContactMessage) -> str:
        return f"{self.page.get_url(self.request)}{ContactPage.DONE}/"


@never_cache
def contact(request: HttpRequest, page: ContactPage, *, is_done: bool) -> HttpResponse:
    """The form of the contact page, or what happens once it is sent."""
    if is_done:
        return render(request, "pages/contact_done.html", page.get_context(request))
    return ContactView.as_view()(request, page=page)
