"""Comments: what a visitor sees, writes and reports."""

from threading import Barrier

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from club.users.models import User
from pages import services
from pages.models import ArticlePage, Comment
from tests.pages.writings import (
    comment_data,
    comment_url,
    make_article,
    make_comment,
    real_database,
    send_comment,
)

pytestmark = pytest.mark.django_db


# Texts that break careless programs; none may break a page.
@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def article():
    return make_article()


@pytest.fixture
def moderator():
    user = User.objects.create_user("ines@essai.example", public_name="Inès Roussilhe")
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="pages", codename="change_comment")
    )
    return user


# --- Under the article ------------------------------------------------------------------------


def test_article_shows_approved_comments_only(client, article):
    make_comment(article, text="Je suis publié.")
    make_comment(article, text="J’attends.", status=Comment.Status.PENDING)
    make_comment(article, text="Je suis refusé.", status=Comment.Status.REFUSED)

    html = client.get(article.url).content.decode()

    assert "Je suis publié." in html
    assert "J’attends." not in html
    assert "Je suis refusé." not in html
    assert "1 commentaire<" in html
    assert f'href="{comment_url(article)}"' in html


def test_article_has_no_form_no_cookie_and_no_address(client, article):
    make_comment(article, author_email="secrete@essai.example")

    response = client.get(article.url)
    html = response.content.decode()

    assert 'method="post"' not in html
    assert "csrfmiddlewaretoken" not in html
    assert response.cookies == {}
    assert "secrete@essai.example" not in html


@pytest.mark.parametrize("count", [0, 1, 30])
def test_comments_cost_one_query(article, count, django_assert_num_queries):
    for _ in range(count):
        make_comment(article)
    page = ArticlePage.objects.get(pk=article.pk)

    with django_assert_num_queries(1):
        comments = page.comments.approved()
        assert (len(comments), bool(comments), list(comments)) == (
            count,
            count > 0,
            list(comments),
        )


def test_article_costs_the_same_with_one_and_thirty_comments(article):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(article.url).status_code == 200
        return len(captured)

    make_comment(article)
    queries()
    few = queries()
    for _ in range(29):
        make_comment(article)

    assert queries() == few


def test_text_is_shown_in_paragraphs_and_never_runs(client, article):
    make_comment(article, author_name="<b>Odile</b>", text="<script>alert(1)</script>\n\nDeux.")

    html = client.get(article.url).content.decode()

    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in html
    assert "<p>Deux.</p>" in html
    assert "&lt;b&gt;Odile&lt;/b&gt;" in html


def test_comment_appears_at_once_after_it_was_approved(
    client, article, moderator, django_capture_on_commit_callbacks
):
    comment = make_comment(article, text="Enfin lu.", status=Comment.Status.PENDING)
    client.get(article.url)
    assert "Enfin lu." not in client.get(article.url).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        services.moderate(comment, approve=True, by=moderator)

    assert "Enfin lu." in client.get(article.url).content.decode()


# --- Writing ----------------------------------------------------------------------------------


def test_form_is_never_cached_and_not_indexed(client, article):
    response = client.get(comment_url(article))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize(
    "widget",
    [
        'name="author_name" autocomplete="name"',
        'name="author_email" autocomplete="email"',
        '<textarea name="text"',
    ],
)
def test_form_asks_for_what_a_browser_can_fill_in(client, article, widget):
    assert widget in client.get(comment_url(article)).content.decode()


def test_visitor_writes_and_it_waits(client, article):
    response = send_comment(client, article)

    assert response.status_code == 302
    assert response["Location"] == reverse("comments:done", args=[article.slug])
    comment = Comment.objects.get()
    assert comment.status == Comment.Status.PENDING
    assert comment.author is None
    assert comment.author_name == "Odile Fageon"
    assert comment.author_email == "odile@essai.example"
    assert comment.text == "Bravo.\n\nEt à bientôt."


def test_done_page_says_what_happens_next(client, article):
    html = client.get(reverse("comments:done", args=[article.slug])).content.decode()

    assert "nous avons reçu votre commentaire" in html
    assert "le relit avant" in html
    assert f'href="{article.url}"' in html


def test_account_writes_under_its_public_name(client, article):
    user = User.objects.create_user("louise@essai.example", public_name="Louise Vernières")
    client.force_login(user)

    html = client.get(comment_url(article)).content.decode()
    send_comment(client, article, author_name="Quelqu’un d’autre", author_email="x@essai.example")

    assert 'name="author_name"' not in html
    assert "Louise Vernières" in html
    comment = Comment.objects.get()
    assert (comment.author, comment.author_name) == (user, "Louise Vernières")
    assert comment.author_email == "louise@essai.example"
    assert comment.status == Comment.Status.PENDING


def test_account_without_public_name_gives_one(client, article):
    client.force_login(User.objects.create_user("louise@essai.example"))

    send_comment(client, article, author_name="Louise")

    assert Comment.objects.get().author_name == "Louise"


def test_who_moderates_is_published_at_once(client, article, moderator):
    client.force_login(moderator)

    response = send_comment(client, article)

    comment = Comment.objects.get()
    assert response["Location"] == f"{article.url}#commentaire-{comment.pk}"
    assert comment.status == Comment.Status.APPROVED
    assert comment.moderated_by == moderator
    assert comment.moderated_at is not None


def test_who_may_publish_at_once(moderator):
    other = User.objects.create_user("louise@essai.example", public_name="Louise")

    assert services.may_publish_at_once(moderator)
    assert not services.may_publish_at_once(other)
    assert not services.may_publish_at_once(AnonymousUser())


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"text": ""}, "text", "Écrivez votre commentaire."),
        ({"text": " \n "}, "text", "Écrivez votre commentaire."),
        ({"author_name": ""}, "author_name", "Indiquez votre nom."),
        ({"author_email": ""}, "author_email", "Indiquez votre adresse électronique."),
        (
            {"author_email": "odile@"},
            "author_email",
            "Cette adresse n’est pas complète. Exemple\u202f: prenom.nom@exemple.fr",
        ),
        (
            {"text": "a" * 4001},
            "text",
            "Ce texte est trop long\u202f: 4\u202f001 caractères, pour 4\u202f000 au plus.",
        ),
        ({"author_name": "Odile\nBcc: x"}, "author_name", "Ce champ tient sur une seule ligne."),
    ],
)
def test_error_stands_at_the_top_and_at_the_field(client, article, fields, name, message):
    response = send_comment(client, article, **fields)
    html = response.content.decode()

    assert response.status_code == 200
    assert response.context["form"].errors == {name: [message]}
    assert f'<a href="#id_{name}">' in html
    assert f'id="id_{name}_error"' in html
    assert 'aria-invalid="true"' in html
    assert "odile@essai.example" in html or name == "author_email"
    assert Comment.objects.count() == 0


def test_ends_of_lines_count_for_one_character(client, article):
    send_comment(client, article, text="\r\n".join(["a" * 99] * 40))

    assert Comment.objects.count() == 1


@pytest.mark.parametrize("slug", ["inconnu", "brouillon", "prive"])
def test_no_comment_without_a_public_article(client, article, slug):
    draft = make_article("brouillon")
    draft.unpublish()
    private = make_article("prive")
    private.view_restrictions.create(restriction_type="login")

    for name in ("create", "done", "reported"):
        assert client.get(reverse(f"comments:{name}", args=[slug])).status_code == 404
    assert client.post(reverse("comments:create", args=[slug])).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client, article, method):
    assert getattr(client, method)(comment_url(article)).status_code == 405


def test_form_needs_its_csrf_token(article):
    response = Client(enforce_csrf_checks=True).post(comment_url(article), comment_data(article))

    assert response.status_code == 403
    assert Comment.objects.count() == 0


# --- Twice ------------------------------------------------------------------------------------


def test_same_form_twice_writes_once(client, article):
    data = comment_data(article)

    answers = [client.post(comment_url(article), data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Comment.objects.count() == 1


def test_two_forms_write_two(client, article):
    for _ in range(2):
        send_comment(client, article)

    assert Comment.objects.count() == 2


def test_service_gives_back_the_standing_row(article):
    told = {
        "text": "Bravo",
        "author_name": "Odile",
        "author_email": "odile@essai.example",
        "form_token": "jeton",
        "user": AnonymousUser(),
    }

    first = services.write_comment(article, **told)
    second = services.write_comment(article, **told | {"text": "Autre chose"})

    assert (second.pk, second.text) == (first.pk, "Bravo")


@pytest.mark.django_db(transaction=True)
def test_same_form_many_times_at_once_writes_once(article, settings, tmp_path):
    settings.ACCOUNT_RATE_LIMITS = {"comment": None}
    data = [comment_data(article) for _ in range(5)]

    with real_database(tmp_path) as run:
        answers = run(lambda n: Client().post(comment_url(article), data[n % 5]), 40)
        counts = run(lambda _n: Comment.objects.count(), 1)

    done = reverse("comments:done", args=[article.slug])
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, done)}
    assert counts == [5]


@pytest.mark.django_db(transaction=True)
def test_look_then_write_would_write_twice(article, tmp_path):
    """The control: the same rush on a column that is not unique."""
    barrier = Barrier(8, timeout=30)

    def look_then_write(number: int) -> None:
        is_missing = not Comment.objects.filter(author_name="Odile").exists()
        barrier.wait()
        if is_missing:
            make_comment(article, author_name="Odile", form_token=f"jeton-{number}")

    with real_database(tmp_path) as run:
        run(look_then_write, 8)
        counts = run(lambda _n: Comment.objects.filter(author_name="Odile").count(), 1)

    assert counts == [8]
