"""The guards of public forms, each with its negative control."""

import time

import pytest
import time_machine
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from club.users import antispam
from club.users.antispam import GuardedForm, draw_token, read_token
from pages.models import Comment
from tests.pages.writings import (
    PATIENT,
    comment_data,
    comment_url,
    make_article,
    make_comment,
    send_comment,
)


@pytest.fixture(autouse=True)
def empty_cache():
    """Rates are counted in the cache, which outlives a test."""
    cache.clear()


def guarded(**fields):
    data = QueryDict(mutable=True)
    data.update({"trap": "", "token": draw_token("essai", age=PATIENT), **fields})
    return GuardedForm(data, purpose="essai")


def test_patient_person_passes():
    assert guarded().is_valid()


def test_form_shown_carries_a_readable_token():
    form = GuardedForm(purpose="essai")

    assert read_token(form["token"].value(), "essai").age < 1


def test_two_showings_carry_two_tokens():
    first, second = (GuardedForm(purpose="essai")["token"].value() for _ in range(2))

    assert read_token(first, "essai").key != read_token(second, "essai").key


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"trap": "http://pub.example"}, antispam.TRAP_FILLED),
        ({"token": ""}, antispam.INCOMPLETE),
        ({"token": "inventé"}, antispam.INCOMPLETE),
        ({"token": "\x00"}, antispam.INCOMPLETE),
        ({"token": "\ud800:1:2"}, antispam.INCOMPLETE),
        ({"token": "x" * 1_000_000}, antispam.INCOMPLETE),
        ({"token": draw_token("autre", age=PATIENT)}, antispam.INCOMPLETE),
        ({"token": draw_token("essai", age=PATIENT)[:-1]}, antispam.INCOMPLETE),
    ],
)
def test_robot_is_refused(fields, message):
    form = guarded(**fields)

    assert form.errors == {"__all__": [message]}


@pytest.mark.parametrize(
    ("age", "errors"),
    [
        (0, [antispam.TOO_SOON]),
        (2.5, [antispam.TOO_SOON]),
        (3.1, []),
        (24 * 3600 - 5, []),
        (24 * 3600 + 5, [antispam.TOO_LATE]),
        (-3600, [antispam.TOO_SOON]),
    ],
)
def test_delay(age, errors):
    form = guarded(token=draw_token("essai", age=age))

    assert form.non_field_errors() == errors


def test_refusal_shows_a_fresh_token_and_an_empty_trap():
    form = guarded(trap="pub", token=draw_token("essai", age=0))
    form.is_valid()

    assert form["trap"].value() == ""
    assert read_token(form["token"].value(), "essai").age < 1
    assert read_token(form["token"].value(), "essai").key != form.sent_token.key


def test_key_fits_its_column():
    key = read_token(draw_token("comment:123456789"), "comment:123456789").key

    assert len(key) <= Comment._meta.get_field("form_token").max_length


@pytest.mark.django_db
def test_trap_is_labelled_and_out_of_the_way(client):
    html = client.get(comment_url(make_article())).content.decode()

    assert '<label for="id_trap">Ne remplissez pas ce champ</label>' in html
    assert 'name="trap" autocomplete="off" tabindex="-1" id="id_trap"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"trap": "pub"}, {"token": ""}, {"token": draw_token("comment:0", age=PATIENT)}]
)
def test_robot_writes_nothing_and_text_is_kept(client, fields):
    article = make_article()

    response = send_comment(client, article, text="Un long récit.", **fields)

    assert response.status_code == 200
    assert "Un long récit." in response.content.decode()
    assert Comment.objects.count() == 0


@pytest.mark.django_db
def test_refused_for_haste_then_accepted_with_the_fresh_token(client):
    article = make_article()
    hasty = send_comment(client, article, token=draw_token(f"comment:{article.pk}"))
    fresh = hasty.context["form"]["token"].value()

    with time_machine.travel(time.time() + PATIENT):
        patient = send_comment(client, article, token=fresh)

    assert hasty.context["form"].non_field_errors() == [antispam.TOO_SOON]
    assert patient.status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_two_hundred_comments_from_one_address(client, settings):
    # Only the rate of the hour: on a slow machine the two hundred may last over a minute.
    assert settings.ACCOUNT_RATE_LIMITS["comment"] == "6/m/ip,30/h/ip"
    settings.ACCOUNT_RATE_LIMITS = {"comment": "30/h/ip"}
    article = make_article()

    statuses = [send_comment(client, article).status_code for _ in range(200)]

    assert statuses == [302] * 30 + [429] * 170
    assert Comment.objects.count() == 30


@pytest.mark.django_db
def test_without_the_limit_all_of_them_are_written(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": None}
    article = make_article()

    statuses = [send_comment(client, article).status_code for _ in range(20)]

    assert statuses == [302] * 20
    assert Comment.objects.count() == 20


@pytest.mark.django_db
def test_past_the_limit_says_what_to_do_and_keeps_the_text(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1/m/ip"}
    article = make_article()
    send_comment(client, article)

    response = send_comment(client, article, text="Ma deuxième idée.")

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert antispam.TOO_MANY in response.content.decode()
    assert "Ma deuxième idée." in response.content.decode()


@pytest.mark.django_db
def test_another_address_is_not_concerned(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1/m/ip"}
    article = make_article()
    send_comment(client, article)

    response = client.post(comment_url(article), comment_data(article), REMOTE_ADDR="203.0.113.7")

    assert response.status_code == 302


@pytest.mark.django_db
def test_what_is_refused_for_its_content_is_not_counted(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1/m/ip"}
    article = make_article()
    for _ in range(5):
        send_comment(client, article, text="")

    assert send_comment(client, article).status_code == 302


@pytest.mark.django_db
def test_same_token_is_answered_past_the_limit(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1/m/ip"}
    article = make_article()
    data = comment_data(article)

    answers = [client.post(comment_url(article), data) for _ in range(3)]

    done = reverse("comments:done", args=[article.slug])
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, done)] * 3
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_each_form_has_a_limit_of_its_own(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1/m/ip", "comment_report": "1/m/ip"}
    article = make_article()
    comment = make_comment(article)
    send_comment(client, article)

    response = client.post(
        reverse("comments:report", args=[article.slug, comment.pk]),
        {
            "reason": "Publicité",
            "token": draw_token(f"comment_report:{comment.pk}", age=PATIENT),
        },
    )

    assert response.status_code == 302
