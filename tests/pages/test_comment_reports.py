"""Readers tell that a comment should not stand."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from club.users.antispam import draw_token
from pages.models import Comment, CommentReport
from tests.pages.writings import (
    PATIENT,
    make_article,
    make_comment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def article():
    return make_article()


def report_url(comment):
    return reverse("comments:report", args=[comment.article.slug, comment.pk])


def report_data(comment, **fields):
    token = draw_token(f"comment_report:{comment.pk}", age=PATIENT)
    return {"reason": "C’est une publicité.", "trap": "", "token": token, **fields}


def test_reader_reports_a_comment(client, article):
    comment = make_comment(article, text="Achetez !")
    page = client.get(report_url(comment)).content.decode()

    answers = [client.post(report_url(comment), data) for data in [report_data(comment)] * 2]

    assert "Achetez !" in page
    done = reverse("comments:reported", args=[article.slug])
    assert [answer["Location"] for answer in answers] == [done, done]
    report = CommentReport.objects.get()
    assert (report.comment, report.reason) == (comment, "C’est une publicité.")
    assert not report.is_handled
    assert client.get(done).status_code == 200


@pytest.mark.parametrize("status", [Comment.Status.PENDING, Comment.Status.REFUSED])
def test_unpublished_comment_cannot_be_reported(client, article, status):
    comment = make_comment(article, status=status)

    assert client.get(report_url(comment)).status_code == 404
    assert client.post(report_url(comment), report_data(comment)).status_code == 404


def test_comment_of_another_article_cannot_be_reported(client, article):
    comment = make_comment(make_article("autre"))

    url = reverse("comments:report", args=[article.slug, comment.pk])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("reason", ["", "a" * 501, "un \x00", "un \x1b"])
def test_report_refuses_what_cannot_be_kept(client, article, reason):
    comment = make_comment(article)

    response = client.post(report_url(comment), report_data(comment, reason=reason))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["reason"]


def test_huge_comment_number_is_unknown(client, article):
    assert client.get(f"{article.url}commentaires/{10**30}/signaler/").status_code == 404
