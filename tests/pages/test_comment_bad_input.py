"""What no one should send as a comment, and what happens when they do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from pages.forms import CommentForm
from pages.models import Comment
from tests.pages.writings import (
    comment_data,
    comment_url,
    make_article,
    send_comment,
)

pytestmark = pytest.mark.django_db


NAUGHTY = [
    "undefined",
    "null",
    "'; DROP TABLE pages_comment; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% url 'x' %} ${7*7}",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "\u202eeirétsym\u202c",
    "مرحبا بالعالم",
    "Z\u0351\u036b\u0343\u036a\u0302\u036balgo",
    "👩‍👩‍👧‍👦 🏔️",
    "\ufeffmarque",
    "\ufffe\uffff",
    "𝒯é𝓁é𝒸ℯ𝓃𝓉𝓇ℯ",
    "%00%0d%0aSet-Cookie: x=1",
    "../../../etc/passwd",
    "ligne\u2028séparée",
    "a" * 4000,
]
# Texts that no page can hold: refused in French, never a breakage.
BROKEN = ["avec un \x00 dedans", "une \x1b[31mcouleur", "un retour \x08 arrière"]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def article():
    return make_article()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_kept_as_it_is(client, article, text):
    assert send_comment(client, article, text=text).status_code == 302

    comment = Comment.objects.get()
    assert comment.text == text.strip()
    comment.status = Comment.Status.APPROVED
    comment.save()
    assert client.get(article.url).status_code == 200


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_name_never_breaks(client, article, text):
    assert send_comment(client, article, author_name=text).status_code in (200, 302)


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("field", ["text", "author_name", "author_email", "token", "trap"])
def test_broken_text_is_refused_in_french(client, article, field, text):
    response = send_comment(client, article, **{field: text})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("field", ["text", "author_name", "author_email"])
def test_half_a_character_is_refused(article, field):
    data = comment_data(article, **{field: "demi \ud800@essai.example"})
    form = CommentForm(data, purpose=f"comment:{article.pk}", user=AnonymousUser())

    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_a_megabyte_is_refused_and_kept(client, article):
    text = "neige " * 170_000

    response = send_comment(client, article, text=text)

    assert response.status_code == 200
    assert response.context["form"].errors["text"] == [
        "Ce texte est trop long\u202f: 1\u202f019\u202f999 caractères, pour 4\u202f000 au plus."
    ]
    assert text.strip() in response.content.decode()
    assert Comment.objects.count() == 0


def test_ten_megabytes_are_refused(client, article):
    response = send_comment(client, article, text="neige " * 1_700_000)

    assert response.status_code in (400, 413)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ('{"text": "Bonjour"}', "application/json", 200),
        ("<text>Bonjour</text>", "application/xml", 200),
        ("text=Bonjour", "text/plain", 200),
        ("", "application/x-www-form-urlencoded", 200),
        (b"text=\xff\xfe", "application/x-www-form-urlencoded", 200),
        ("text=Bonjour", "application/x-www-form-urlencoded; charset=utf-7", 400),
        ("n’importe quoi", "multipart/form-data; boundary=x", 200),
        ("n’importe quoi", "multipart/form-data", 400),
    ],
)
def test_wrong_content_type(client, article, body, content_type, status):
    response = client.post(comment_url(article), body, content_type=content_type)

    assert response.status_code == status
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "undefined", "latin-1", "nonsense"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain"])
def test_a_form_in_another_encoding_is_refused(client, article, charset, kind):
    answer = client.generic(
        "POST", comment_url(article), b"--x--", content_type=f"{kind}; charset={charset}"
    )

    assert answer.status_code == 400
    assert 'lang="fr"' in answer.content.decode()
